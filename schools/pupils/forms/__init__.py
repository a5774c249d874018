from schools.pupils.forms.finding import NewPupilForm, SearchForm

__all__ = ["NewPupilForm", "SearchForm"]
