"""Settings by environment: base, and one file for each place the portal runs."""
