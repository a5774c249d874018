// Tells GOV.UK Frontend that scripts run. First in <body>, so that nothing flickers.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
