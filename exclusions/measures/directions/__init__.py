"""Off-site directions: the law's notice and reviews, the form, the steps, the letter."""
