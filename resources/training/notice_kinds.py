"""What people are told about training."""

from portal.notices.kinds import Group, NoticeKind, register

TRAINING = Group(70, "training", "Training")
register(NoticeKind("training.ending", "training at your school is about to end, or has ended", TRAINING))
