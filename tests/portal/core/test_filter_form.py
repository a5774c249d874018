from django import forms

from portal.core.filter_form import FilterForm


class Filters(FilterForm):
    tab = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name", help_text="Or <URN>", max_length=5, required=False)
    kind = forms.ChoiceField(choices=[("", "Any"), ("a&b", "A & B"), (3, "Three")], required=False)
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False)


def test_an_unused_form_shows_labels_hints_and_choices():
    drawn = Filters({}).drawn()

    assert '<label class="govuk-label govuk-label--s" for="id_name">Name</label>' in drawn
    assert '<div id="id_name_hint" class="govuk-hint">Or &lt;URN&gt;</div>' in drawn
    assert 'aria-describedby="id_name_hint"' in drawn
    assert '<option value="">Any</option>' not in drawn  # nothing asked: the empty choice holds
    assert '<option value="" selected>Any</option><option value="a&amp;b">A &amp; B</option>' in drawn
    assert 'type="date" id="id_since"' in drawn


def test_what_was_asked_is_kept():
    drawn = Filters({"tab": "mine", "name": '"x"', "kind": "3", "since": "2026-11-23"}).drawn()

    assert '<input type="hidden" name="tab" value="mine" id="id_tab">' in drawn
    assert 'value="&quot;x&quot;"' in drawn
    assert '<option value="3" selected>Three</option>' in drawn
    assert 'value="2026-11-23"' in drawn


def test_a_mistake_is_named_at_its_field_and_keeps_what_was_typed():
    form = Filters({"name": "too long", "since": "yesterday"})
    assert not form.is_valid()

    drawn = form.drawn()

    assert drawn.count("govuk-form-group--error") == 2
    assert drawn.count('class="govuk-input govuk-input--error"') == 2
    assert 'aria-describedby="id_name_hint id_name_error"' in drawn
    assert '<p id="id_since_error" class="govuk-error-message">' in drawn
    assert 'value="yesterday"' in drawn
    assert 'value="too long"' in drawn


class Ticked(FilterForm):
    late = forms.BooleanField(label="Only <late> ones", help_text="Days gone by", required=False)


def test_a_tick_box_is_drawn_as_one():
    drawn = Ticked({}).drawn()

    assert '<input name="late" id="id_late" class="govuk-checkboxes__input"' in drawn
    assert 'type="checkbox"' in drawn
    assert (
        '<label class="govuk-label govuk-checkboxes__label" for="id_late">Only &lt;late&gt; ones</label>'
        in drawn
    )
    assert 'aria-describedby="id_late_hint"' in drawn
    assert "govuk-input" not in drawn
    assert "checked" not in drawn
    assert 'checked=""' in Ticked({"late": "on"}).drawn()
