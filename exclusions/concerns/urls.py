from django.urls import path

from exclusions.concerns.views import (
    carrying,
    details,
    drafts,
    patterns,
    printing,
    receipts,
    referrals,
    register,
    relating,
    replies,
    sealing,
    starting,
    wording,
)

app_name = "concerns"
urlpatterns = [
    path("", register.ConcernList.as_view(), name="list"),
    path("patterns/", patterns.Patterns.as_view(), name="patterns"),
    path("kinds/", wording.kinds, name="kinds"),
    path("kinds/new/", wording.kind, name="new_kind"),
    path("kinds/<slug:code>/", wording.kind, name="kind"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<slug:code>/", replies.reply, name="reply"),
    # Raising one
    path("new/", starting.start, name="start"),
    path("drafts/<reference:reference>/", drafts.draft, name="draft"),
    path("drafts/<reference:reference>/save/", drafts.save_draft, name="save_draft"),
    path("drafts/<reference:reference>/pupils/", starting.draft_pupils, name="draft_pupils"),
    path("drafts/<reference:reference>/detail/<slug:slug>/", details.detail_step, name="detail_step"),
    path("drafts/<reference:reference>/danger/", drafts.danger, name="danger"),
    path("drafts/<reference:reference>/check/", drafts.check, name="check"),
    path("drafts/<reference:reference>/add-to/<reference:concern>/", carrying.carry_over, name="carry_over"),
    path("drafts/<reference:reference>/send/", drafts.send, name="send"),
    path("drafts/<reference:reference>/discard/", drafts.discard_draft, name="discard_draft"),
    path(
        "drafts/<reference:reference>/files/<reference:file>/remove/", drafts.remove_file, name="remove_file"
    ),
    # What its author keeps
    path("sent/", receipts.receipts, name="receipts"),
    path("<reference:reference>/sent/", receipts.sent, name="sent"),
    path("<reference:reference>/receipt/", receipts.receipt, name="receipt"),
    # One concern
    path("files/<reference:reference>/", register.file, name="file"),
    path("<reference:reference>/", register.detail, name="detail"),
    path("<reference:reference>/helped/", register.rate, name="rate"),
    path("<reference:reference>/link/", relating.relate, name="relate"),
    path("<reference:reference>/link/<reference:other>/take-back/", relating.unrelate, name="unrelate"),
    path("<reference:reference>/print/", printing.print_concern, name="print"),
    path("<reference:reference>/seal/", sealing.seal, name="seal"),
    path("<reference:reference>/unseal/", sealing.unseal, name="unseal"),
    path("<reference:reference>/refer/", referrals.begin, name="refer"),
    path("referrals/<reference:reference>/", referrals.referral, name="referral"),
    path("referrals/<reference:reference>/pdf/", referrals.pdf, name="referral_pdf"),
    path("referrals/<reference:reference>/sent/", referrals.sent, name="referral_sent"),
    path("referrals/<reference:reference>/answer/", referrals.answered, name="referral_answer"),
    path("<reference:reference>/answer/", register.answer, name="answer"),
    path("<reference:reference>/write/", register.write, name="write"),
    path("<reference:reference>/add/", register.add, name="add"),
]
