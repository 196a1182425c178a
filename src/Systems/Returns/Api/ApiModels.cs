using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns.Api;

/// <summary>What the API shows of filings; names are part of the contract.</summary>
internal static class ApiModels
{
    public static object Of(Filing filing) => new
    {
        id = filing.Id,
        @return = filing.ReturnId,
        institution = filing.InstitutionId,
        date = filing.AsOf,
        state = filing.State,
        version = filing.VersionNumber,
        openedAt = filing.OpenedAt,
        filedAt = filing.FiledAt,
        acceptedAt = filing.AcceptedAt,
        deadline = filing.NewDeadline,
        reason = filing.ReturnReason,
    };

    public static object Of(FilingRow row) => new
    {
        filing = Of(row.Filing),
        name = row.NameZh,
        nameEn = row.NameEn,
        fatals = row.Fatals,
        warnings = row.Warnings,
        missingTables = row.MissingTables,
    };

    public static object Of(FilingView view) => new
    {
        filing = Of(view.Filing),
        people = new { preparer = view.Filing.PreparedBy, reviewer = view.Filing.ReviewedBy, signer = view.Filing.SignedBy },
        tables = view.Filing.Tables.Select(t => new
        {
            table = t.Table,
            state = t.State,
            files = FileNames.Show(t.FileName),
            rows = t.Rows,
            unreadableCells = t.UnreadableCells,
            isLocked = t.IsLocked,
            changedAt = t.ChangedAt,
        }),
        check = view.Check is { } check ? new
        {
            at = check.At,
            fatals = check.Fatals,
            warnings = check.Warnings,
            notEvaluable = check.NotEvaluable,
            checksHash = check.ChecksHash,
            rules = check.Rules.OrderBy(r => r.Rule, StringComparer.Ordinal).Select(r => new
            {
                rule = r.Rule,
                table = r.Table,
                severity = r.IsFatal ? "fatal" : "warning",
                fails = r.Fails,
                notEvaluable = r.NotEvaluable,
                missingTables = r.Reason,
                unexplained = view.Unexplained.TryGetValue(r.Rule, out var left) ? left : (long?)null,
                isWaived = view.Waived.Contains(r.Rule),
            }),
        }
        : null,
        steps = view.Steps.Select(s => new
        {
            at = s.At,
            actor = s.Actor,
            action = s.Action,
            from = s.From,
            to = s.To,
            note = s.Note,
            deadline = s.Deadline,
        }),
        versions = view.Versions.Select(v => new
        {
            number = v.Version.Number,
            certifiedAt = v.Version.CertifiedAt,
            acceptedAt = v.Version.AcceptedAt,
            supersededAt = v.Version.SupersededAt,
            receipt = v.Receipt,
        }),
    };

    public static object Of(FindingRow row)
    {
        var f = row.Finding;
        return new
        {
            table = f.Table,
            rule = f.Rule,
            severity = f.IsFatal ? "fatal" : "warning",
            outcome = f.Fails ? "fails" : "cannot_evaluate",
            file = row.File,
            line = f.LineNo,
            key = f.Key,
            field = f.Field,
            value = f.Value,
            expected = f.Expected,
            difference = f.Difference,
            messageZh = f.MessageZh,
            messageEn = f.MessageEn,
            explanation = row.Explanation is { } e ? Of(e, e.Key == Explanation.WholeRule ? e.Key : f.Key
                ?? string.Empty) : null,
            valueChanged = row.ValueChanged,
            isWaived = row.IsWaived,
        };
    }

    // The key comes apart: it may be masked for the reader.
    public static object Of(Explanation explanation, string key) => new
    {
        table = explanation.Table,
        rule = explanation.Rule,
        key,
        text = explanation.Text,
        writtenBy = explanation.WrittenBy,
        writtenAt = explanation.WrittenAt,
        verdict = explanation.Verdict,
        judgedBy = explanation.JudgedBy,
        note = explanation.VerdictNote,
    };

    public static object Of(FilingRequest request) => new
    {
        id = request.Id,
        kind = request.Kind,
        filing = request.FilingId,
        institution = request.InstitutionId,
        @return = request.ReturnId,
        date = request.AsOf,
        reason = request.Reason,
        scope = request.Scope,
        askedUntil = request.AskedUntil,
        impact = RequestDesk.ImpactOf(request),
        askedBy = request.AskedBy,
        askedAt = request.AskedAt,
        decideBy = request.DecideBy,
        state = request.State,
        decidedBy = request.DecidedBy,
        decisionNote = request.DecisionNote,
        grantedUntil = request.GrantedUntil,
    };

    public static object Of(Upload upload, long offset) => new
    {
        id = upload.Id,
        filing = upload.FilingId,
        name = upload.Name,
        length = upload.Length,
        offset,
        state = upload.State,
        job = upload.JobId,
        message = upload.Message,
    };

    public static object Of(DueFiling due) => new
    {
        @return = due.Return.Id,
        institution = due.Institution.Id,
        date = due.AsOf,
        deadline = due.Deadline,
        filing = due.Filing?.Id,
        state = due.Filing?.State,
        isLate = due.IsLate,
    };

    public static FindingsOrder? Order(string? name) =>
        Enum.TryParse<FindingsOrder>(name, ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : null;
}
