"""What is learnt from cases, for heads of service and the inclusion board."""
