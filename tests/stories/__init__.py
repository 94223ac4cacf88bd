"""Stories: a plot told once and played through every door, with nothing but what that door can do."""
