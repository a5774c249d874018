"""Every periodic job, in one place. Each is safe to run twice."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    # Sends emails that are still waiting, so that a dead mail server loses none.
    "send-waiting-emails": {"task": "notices.send_waiting", "schedule": 60.0},
    # Puts notices together for people who want them once a day or once a week.
    "make-digests": {"task": "notices.make_digests", "schedule": 15 * 60.0},
    # Looks at files that were kept while the virus scanner did not answer.
    "scan-held-files": {"task": "files.scan_held", "schedule": 5 * 60.0},
    # Reminds people of notices they have not acknowledged in time, and tells whoever asked.
    "chase-acknowledgements": {"task": "notices.chase", "schedule": 15 * 60.0},
    # Forgets notices that were read 30 days ago; what was to be acknowledged stays with its record.
    "forget-old-notices": {"task": "notices.forget_old", "schedule": 24 * 60 * 60.0},
    # Tells link social workers and heads of service of the week that is over.
    "tell-of-last-week": {"task": "allocation.tell_of_last_week", "schedule": 60 * 60.0},
    # Tells owners of protocol stages whose date has passed.
    "chase-overdue-stages": {"task": "protocol.chase_overdue", "schedule": 15 * 60.0},
    # Tells owners of actions in plans whose day is near.
    "tell-near-actions": {"task": "plans.tell_of_near_actions", "schedule": 60 * 60.0},
    # Tells who follows a case up of checks and debriefs whose day is near; plans checks that are missing.
    "tell-near-follow-ups": {"task": "outcomes.tell_of_follow_ups", "schedule": 60 * 60.0},
    # Emails people outside the portal what they are owed of their invitations.
    "send-owed-invitations": {"task": "meetings.send_owed", "schedule": 60.0},
    # Tells link social workers of concerns whose service level has passed.
    "chase-overdue-concerns": {"task": "inbox.chase_overdue", "schedule": 15 * 60.0},
    # Tells both sides of concerns whose clock has run again by itself.
    "run-clocks-again": {"task": "concerns.run_clocks_again", "schedule": 15 * 60.0},
    # Takes the newest register of schools from where the authority puts it.
    "refresh-register": {"task": "register.refresh", "schedule": 6 * 60 * 60.0},
    # Counts pupils once a January census day has come.
    "count-january-census": {"task": "headcounts.count_if_due", "schedule": 6 * 60 * 60.0},
    # Looks for records of pupils that may be of one child.
    "find-duplicate-pupils": {"task": "pupils.find_duplicates", "schedule": 24 * 60 * 60.0},
    # Looks whether what was recorded meets a rule of which people want to be told.
    "find-risk-alerts": {"task": "risk.find_alerts", "schedule": 60 * 60.0},
    # Works out anew what is owed after exclusions, since term dates and facts change.
    "derive-duties": {"task": "suspensions.derive_duties", "schedule": 60 * 60.0},
    # Looks which records the virtual school head reads, since care begins and ends by date: first at 00:01.
    "mark-for-virtual-school": {"task": "suspensions.mark_again", "schedule": crontab(minute=1)},
    # Tells owners of duties after exclusions whose day is near, or has passed.
    "tell-late-duties": {"task": "suspensions.tell_late", "schedule": 15 * 60.0},
    # Works out anew what falls due of measures, since term dates change; tells of what is near or late.
    "work-out-measures": {"task": "measures.work_out", "schedule": 60 * 60.0},
    # Looks for what officers of the authority look at.
    "find-looks": {"task": "measures.find_looks", "schedule": 24 * 60 * 60.0},
    "tell-dues-of-measures": {"task": "measures.tell_dues", "schedule": 15 * 60.0},
    # Deletes drafts of suspensions nobody has touched for the time stated on the draft page.
    "delete-stale-suspension-drafts": {
        "task": "suspensions.delete_stale_drafts",
        "schedule": 24 * 60 * 60.0,
    },
    # Deletes drafts of measures nobody has touched for the time stated beside them.
    "delete-stale-measure-drafts": {"task": "measures.delete_stale_drafts", "schedule": 24 * 60 * 60.0},
    # Recounts what has changed for the board's figures.
    "refresh-board-figures": {"task": "dashboards.refresh", "schedule": 5 * 60.0},
    # Chains the audit trail, so that tampering shows.
    "seal-audit-trail": {"task": "audit.seal", "schedule": 60 * 60.0},
    # Reminds people of training that is about to end.
    "remind-of-training": {"task": "training.remind", "schedule": 24 * 60 * 60.0},
    # Publishes and withdraws guidance whose time has come.
    "publish-scheduled-guidance": {"task": "guidance.publish_scheduled", "schedule": 5 * 60.0},
    # Gives imports whose worker died to another one.
    "resume-imports": {"task": "bulk.resume", "schedule": 5 * 60.0},
    # Forgets files and rows of imports that ended 30 days ago.
    "forget-old-imports": {"task": "bulk.forget_old", "schedule": 24 * 60 * 60.0},
    # Tells other systems of events that still wait, so that a dead receiver loses none.
    "send-waiting-webhooks": {"task": "api.send_waiting", "schedule": 60.0},
    # Forgets deliveries of 30 days ago.
    "forget-old-webhook-deliveries": {"task": "api.forget_old", "schedule": 24 * 60 * 60.0},
    # Gives exports whose worker died to another one.
    "resume-exports": {"task": "exports.resume", "schedule": 5 * 60.0},
    # Deletes prepared files whose time has passed.
    "forget-old-exports": {"task": "exports.forget_old", "schedule": 60 * 60.0},
    # Deletes drafts nobody has touched for the time stated on the draft page.
    "delete-stale-drafts": {"task": "concerns.delete_stale_drafts", "schedule": 24 * 60 * 60.0},
}
