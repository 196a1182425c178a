using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>银行: accepts what is assigned to it, grants or refuses with a reason, reports drawdowns. Thread
/// safe.</summary>
public sealed class BankDesk(IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, CaseWork work)
{
    private const int LongestId = 60;
    private const int RateDecimals = 4; // beyond a hundredth of a basis point no rate is quoted

    private readonly VisitFields _fields = new(policy);

    /// <summary>受理.</summary>
    public Task<VisitAnswer<FinancingCase>> AcceptAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        work.DoAsync(new CaseMove(viewer, id, CaseSteps.Accept), static _ => null, cancellationToken);

    /// <summary>授信: less than the need is granted in part.</summary>
    public Task<VisitAnswer<FinancingCase>> GrantAsync(
        Viewer viewer, Guid id, GrantRequest grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        string StepOf(FinancingCase one) =>
            grant.AmountYuan < one.NeedFen / VisitFields.FenPerYuan ? CaseSteps.GrantPartly : CaseSteps.Grant;
        return work.DoAsync(new CaseMove(viewer, id, StepOf), task => Granted(task, grant), cancellationToken);
    }

    /// <summary>不予授信 with a reason of the pack; what it means in words is asked for where the code says so.</summary>
    public Task<VisitAnswer<FinancingCase>> RefuseAsync(
        Viewer viewer, Guid id, string? reason, string? words, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Refuse, words, reason),
            task =>
            {
                var wrong = WhyNot(reason, words);
                if (wrong is null)
                    task.Case.AnsweredAt = task.At;
                return wrong;
            },
            cancellationToken);

    /// <summary>放款: one 借据 under the case's 授信ID. The same one told twice is the same drawdown.</summary>
    public async Task<VisitAnswer<FinancingCase>> DrawAsync(
        Viewer viewer, Guid id, DrawRequest draw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draw);
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var known = await VisitScope.CaseAsync(context, viewer, id, cancellationToken);
            if (known is not null && known.Drawdowns.Any(d => IsSame(d, viewer, draw))
                && known.CreditId == draw.CreditId)
            {
                return VisitAnswer<FinancingCase>.Yes(known);
            }
        }

        return await work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Draw, draw.IouId), (task, token) => DrawnAsync(task, draw, token),
            cancellationToken);
    }

    private static bool IsSame(Drawdown known, Viewer viewer, DrawRequest draw) => known.BankId == viewer.InstitutionId
        && (known.IouId, known.AmountFen, known.DrawnOn, known.Kind) == (
            draw.IouId, draw.AmountFen, draw.DrawnOn, draw.Kind);

    private Diagnostic? WhyNot(string? reason, string? words)
    {
        if (_fields.Code("refusal_reason", reason) is { } unknown)
            return unknown.At("reason");
        var isAsked = policy.Process.List("refusal_reason").Find(reason)!.Is("words");
        return (isAsked ? _fields.Text(words, "说明", "The words") : _fields.Optional(words, "说明", "The words"))
            .At("words");
    }

    private Diagnostic? Granted(CaseTask task, GrantRequest grant)
    {
        var one = task.Case;
        var need = one.NeedFen / VisitFields.FenPerYuan;
        var most = policy.Number("rate_percent_max", policy.Today());
        if (grant.AmountYuan < 1 || grant.AmountYuan > need)
            return VisitRefusals.OutOfRange("授信金额（元）", "The amount (yuan)", 1, need).At("amount");
        if (grant.RatePercent <= 0 || grant.RatePercent > most
            || decimal.Round(grant.RatePercent, RateDecimals) != grant.RatePercent)
        {
            return VisitRefusals.Rate(most, RateDecimals).At("rate");
        }
        if (Id(grant.CreditId, "授信ID", "The credit id").At("credit") is { } wrong)
            return wrong;
        (one.GrantedFen, one.CreditId) = (grant.AmountYuan * VisitFields.FenPerYuan, grant.CreditId.Trim());
        one.RatePercent = grant.RatePercent.ToString("0.####", CultureInfo.InvariantCulture);
        (one.IsCreditLoan, one.IsFirstLoan) = (grant.IsCreditLoan, grant.IsFirstLoan);
        (one.AnsweredAt, one.OpenEntityId) = (task.At, null);
        return null;
    }

    /// <summary>更正借据: what the bank told of a drawdown was mistyped; it tells it again, whole. The step says what stood
    /// there before.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">The case.</param>
    /// <param name="iou">借据ID as it stands there.</param>
    /// <param name="draw">As it should be.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public Task<VisitAnswer<FinancingCase>> CorrectAsync(
        Viewer viewer, Guid id, string iou, DrawRequest draw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var note = string.Create(CultureInfo.InvariantCulture, $"{iou} → {draw.IouId}");
        return work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Correct, note), (task, token) => CorrectedAsync(task, iou, draw, token),
            cancellationToken);
    }

    private async Task<Diagnostic?> DrawnAsync(CaseTask task, DrawRequest draw, CancellationToken cancellationToken)
    {
        if (await WrongAsync(task, draw, null, cancellationToken) is { } wrong)
            return wrong;
        task.Case.Add(Told(task, draw));
        return null;
    }

    private async Task<Diagnostic?> CorrectedAsync(
        CaseTask task, string iou, DrawRequest draw, CancellationToken cancellationToken)
    {
        if (task.Case.Drawdowns.FirstOrDefault(d => d.IouId == iou) is not { } before)
            return VisitRefusals.NotFound;
        if (await WrongAsync(task, draw, before, cancellationToken) is { } wrong)
            return wrong;
        var now = Told(task, draw);
        task.Context.Audit(task.Viewer.AccountName, "drawdown.correct", $"case/{task.Case.Id}", new
        {
            before = new { before.IouId, before.AmountFen, before.DrawnOn, before.Kind },
            now = new { now.IouId, now.AmountFen, now.DrawnOn, now.Kind },
        });
        if (now.IouId == before.IouId)
            task.Context.Entry(before).CurrentValues.SetValues(now);
        else
            task.Case.Replace(before, now);
        return null;
    }

    private async Task<Diagnostic?> WrongAsync(
        CaseTask task, DrawRequest draw, Drawdown? before, CancellationToken cancellationToken)
    {
        var one = task.Case;
        var wrong = Id(draw.IouId, "借据ID", "The IOU id").At("iou")
            ?? _fields.Code("drawdown", draw.Kind).At("drawkind");
        if (wrong is not null)
            return wrong;
        if (draw.CreditId != one.CreditId)
            return VisitRefusals.OtherCredit.At("credit");
        if (draw.DrawnOn < VisitPolicy.DayOf(one.GrantedAt!.Value) || draw.DrawnOn > policy.Today())
        {
            return VisitRefusals.Missing("放款日期（授信之日至今日）", "The day of the drawdown (from the grant to today)")
                .At("drawn");
        }
        var left = one.GrantedFen - one.Drawdowns.Where(d => d != before).Sum(d => d.AmountFen);
        if (draw.AmountFen < 1 || draw.AmountFen > left)
            return VisitRefusals.OverGrant(left / VisitFields.FenPerYuan).At("amount");
        var bank = task.Viewer.InstitutionId!;
        return draw.IouId != before?.IouId && await task.Context.Set<Drawdown>()
            .AnyAsync(d => d.BankId == bank && d.IouId == draw.IouId, cancellationToken)
            ? VisitRefusals.IouTaken.At("iou") : null;
    }

    private Drawdown Told(CaseTask task, DrawRequest draw) => new()
    {
        BankId = task.Viewer.InstitutionId!,
        IouId = draw.IouId,
        CaseId = task.Case.Id,
        AmountFen = draw.AmountFen,
        DrawnOn = draw.DrawnOn,
        Kind = draw.Kind,
        IsCounted = policy.Process.List("drawdown").Find(draw.Kind)!.Is("counted"),
        RecordedAt = task.At,
    };

    private static Diagnostic? Id(string? id, string zh, string en) =>
        id is { Length: > 0 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null : VisitRefusals.Missing(zh, en);
}
