"""What the authority looks at so that no pupil is quietly moved off a roll: never an accusation."""
