using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// 柜台: what applicants and the bank's people do. Scope is checked here: an applicant acts on what he applied for, a
/// reviewer on what his bank was asked; the regulator sees and does nothing. Thread safe.
/// </summary>
public sealed class LoanDesk(
    IDbContextFactory<OperationsContext> contexts,
    LoanPolicy policy,
    LoanIntake intake,
    LoanContracts contracts,
    LoanQueue queue,
    LoanExposure exposure,
    LoanOptions options,
    TimeProvider time)
{
    private const int ShortestReason = 2;
    private const int LongestReason = 500;
    private const long FenPerYuan = 100;

    /// <summary>Whether a viewer may apply here: signed in and of the public (an institution's and the regulator's
    /// people do not borrow with that account).</summary>
    public static bool IsApplicant(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Is(Roles.PublicReader) && viewer.InstitutionId is null && viewer != Viewer.Public;
    }

    /// <summary>Whether a viewer works for the bank that lends here.</summary>
    public bool IsOfLender(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return options.LenderId is { } lender && viewer.InstitutionId == lender
            && viewer.Roles.Overlaps(Roles.OfInstitutions);
    }

    /// <summary>Whether a viewer answers requests for human review.</summary>
    public bool IsReviewer(Viewer viewer) => IsOfLender(viewer) && viewer.Is(Roles.Reviewer);

    /// <summary>申请. The same key, or the same request while it is in progress, is the same application.</summary>
    public async Task<LoanAnswer> ApplyAsync(Viewer viewer, LoanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!options.IsOpen)
            return LoanAnswer.No(LoanRefusals.NotOpen);
        if (!IsApplicant(viewer))
            return LoanAnswer.No(LoanRefusals.NotYours);
        var refusals = intake.Check(request);
        if (refusals.Count > 0)
            return LoanAnswer.No(refusals);
        var application = await intake.MakeAsync(viewer, request, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(application);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<LoanApplication>(error))
        {
            context.ChangeTracker.Clear();
            return await KnownAsync(context, application, cancellationToken);
        }

        queue.Tell();
        return LoanAnswer.Yes(application);
    }

    /// <summary>撤回申请, before it is decided or signed.</summary>
    public Task<LoanAnswer> WithdrawAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        ActAsync(viewer, id, LoanAction.Withdraw, (a, act) => Moved(a, LoanAction.Withdraw, act), cancellationToken);

    /// <summary>撤回授权 of one source. Before the decision the application ends with it; afterwards the bank asks
    /// that source no more.</summary>
    public async Task<LoanAnswer> RevokeAsync(
        Viewer viewer, Guid id, string source, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var application = await OwnAsync(context, viewer, id, cancellationToken);
        if (application?.Authorisations.FirstOrDefault(a => a.Source == source) is not { } leave)
            return LoanAnswer.No(LoanRefusals.NotFound);
        var now = time.Now();
        leave.RevokedAt ??= now;
        if (application.Can(LoanAction.Revoke))
            application.Move(LoanAction.Revoke, new LoanAct(viewer.AccountName, now, source));
        context.Entry(application).Property(a => a.Revision).IsModified = true;
        context.Audit(viewer.AccountName, "loan.revoke", Subject(id), new { source });
        return await SaveAsync(context, application, cancellationToken);
    }

    /// <summary>要求人工复核 of a refusal.</summary>
    public Task<LoanAnswer> AskReviewAsync(Viewer viewer, Guid id, string? plea, CancellationToken cancellationToken) =>
        ActAsync(
            viewer, id, LoanAction.AskReview,
            (application, act) =>
            {
                var until = ReviewUntil(application);
                if (LoanPolicy.DayOf(act.At) > until)
                    return LoanRefusals.ReviewOver(until);
                if (!IsReason(plea))
                    return LoanRefusals.NoReason;
                application.AskReview(plea!.Trim(), policy.ReviewDue(LoanPolicy.DayOf(act.At)), act);
                return null;
            },
            cancellationToken);

    /// <summary>签约: an approved loan's contract, word by word as it was shown.</summary>
    public async Task<LoanAnswer> SignAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(context, viewer, id, cancellationToken) is not { } application)
            return LoanAnswer.No(LoanRefusals.NotFound);
        if (!application.Can(LoanAction.Sign))
            return LoanAnswer.No(LoanRefusals.NotNow(application.State));
        var act = new LoanAct(viewer.AccountName, time.Now());
        if (OfferUntil(application) is var until && LoanPolicy.DayOf(act.At) > until)
            return LoanAnswer.No(LoanRefusals.OfferOver(until));
        application.Sign(await contracts.TextOfAsync(application, "zh", cancellationToken), act);
        context.Audit(viewer.AccountName, "loan.sign", Subject(id));
        return await SaveAsync(context, application, cancellationToken);
    }

    /// <summary>放款 of a signed loan.</summary>
    public Task<LoanAnswer> DrawAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        ActAsync(
            viewer, id, LoanAction.Draw,
            (application, act) =>
            {
                application.Draw(act);
                return null;
            },
            cancellationToken);

    /// <summary>人工复核答复: a person of the bank upholds the refusal or grants an amount, with a reason.</summary>
    /// <param name="viewer">A reviewer of the lending bank.</param>
    /// <param name="id">The application.</param>
    /// <param name="grantYuan">The amount granted, whole 元; null upholds the refusal.</param>
    /// <param name="reason">For the applicant.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<LoanAnswer> AnswerReviewAsync(
        Viewer viewer, Guid id, long? grantYuan, string? reason, CancellationToken cancellationToken)
    {
        if (!IsReviewer(viewer))
            return LoanAnswer.No(LoanRefusals.NotYours);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var application = await WithAll(context).SingleOrDefaultAsync(
            a => a.Id == id && a.LenderId == options.LenderId, cancellationToken);
        if (application is null)
            return LoanAnswer.No(LoanRefusals.NotFound);
        if (!application.Can(LoanAction.Uphold))
            return LoanAnswer.No(LoanRefusals.NotNow(application.State));
        if (!IsReason(reason))
            return LoanAnswer.No(LoanRefusals.NoReason);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (grantYuan is { } yuan && await NotGrantedAsync(context, application, yuan, cancellationToken) is { } why)
            return LoanAnswer.No(why);
        var rate = policy.Number("review_rate_percent", LoanPolicy.DayOf(application.AppliedAt));
        var answer = new LoanReviewAnswer(
            grantYuan is not null, (grantYuan ?? 0) * FenPerYuan,
            grantYuan is null ? null : rate.ToString(CultureInfo.InvariantCulture), reason!.Trim());
        application.AnswerReview(answer, new LoanAct(viewer.AccountName, time.Now()));
        context.Audit(viewer.AccountName, "loan.review", Subject(id), new { answer.Grants, answer.AmountFen });
        var saved = await SaveAsync(context, application, cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    // The application takes its person's open place until the grant is saved: nothing else of his for the firm is
    // decided between looking at what is left and granting it; another person's must have ended before.
    private async Task<Diagnostic?> NotGrantedAsync(
        OperationsContext context, LoanApplication application, long yuan, CancellationToken cancellationToken)
    {
        application.TakePlace();
        var (lender, firm, own) = (application.LenderId, application.FirmId, application.Id);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return LoanRefusals.Changed;
        }
        catch (DbUpdateException error) when (StoreConflict.Of<LoanApplication>(error))
        {
            return LoanRefusals.OneOpen;
        }

        var isBeingDecided = await context.Set<LoanApplication>().AnyAsync(
            a => a.LenderId == lender && a.FirmId == firm && a.Id != own && a.OpenFirm != null, cancellationToken);
        if (isBeingDecided)
            return LoanRefusals.OneOpen;
        var most = await MostOnReviewAsync(context, application, cancellationToken);
        return yuan < 1 || yuan > most ? LoanRefusals.NotThatMuch(most) : null;
    }

    /// <summary>The most that a reviewer may grant, in 元: what was asked for, within what other grants of the firm
    /// leave of the limit of a review; 0 if they leave nothing.</summary>
    public async Task<long> MostOnReviewAsync(LoanApplication application, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await MostOnReviewAsync(context, application, cancellationToken);
    }

    private async Task<long> MostOnReviewAsync(
        OperationsContext context, LoanApplication application, CancellationToken cancellationToken)
    {
        var most = policy.Number("review_amount_yuan_max", LoanPolicy.DayOf(application.AppliedAt));
        var left = (long)(most * FenPerYuan) - await exposure.OfAsync(context, application, cancellationToken);
        return Math.Max(0, Math.Min(application.AmountFen, left) / FenPerYuan);
    }

    /// <summary>The last day on which an approved loan can be signed, inclusive, in Shanghai.</summary>
    public DateOnly OfferUntil(LoanApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return policy.OfferUntil(application.GrantedAt!.Value, application.AppliedAt);
    }

    /// <summary>Whether an application can be signed today: it is approved, and the offer has not lapsed.</summary>
    public bool CanSign(LoanApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return application.Can(LoanAction.Sign) && LoanPolicy.DayOf(time.Now()) <= OfferUntil(application);
    }

    /// <summary>Whether human review can be asked for today: it is refused, and the days for asking are not
    /// over.</summary>
    public bool CanAskReview(LoanApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return application.Can(LoanAction.AskReview) && LoanPolicy.DayOf(time.Now()) <= ReviewUntil(application);
    }

    private DateOnly ReviewUntil(LoanApplication application) => LoanPolicy.DayOf(application.DecidedAt!.Value)
        .AddDays(policy.Whole("review_ask_days", LoanPolicy.DayOf(application.AppliedAt)));

    // Lines may be broken; other control characters no store needs to keep.
    private static bool IsReason(string? text) => text?.Trim() is { Length: >= ShortestReason and <= LongestReason } said
        && !said.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));

    private static string Subject(Guid id) => $"loan/{id}";

    private static Diagnostic? Moved(LoanApplication application, LoanAction action, LoanAct act)
    {
        application.Move(action, act);
        return null;
    }

    private static IQueryable<LoanApplication> WithAll(OperationsContext context) =>
        context.Set<LoanApplication>().Include(a => a.Authorisations);

    private static async Task<LoanApplication?> OwnAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        IsApplicant(viewer)
            ? await WithAll(context).SingleOrDefaultAsync(
                a => a.Id == id && a.Account == viewer.AccountName, cancellationToken)
            : null;

    private async Task<LoanAnswer> ActAsync(
        Viewer viewer, Guid id, LoanAction action, Func<LoanApplication, LoanAct, Diagnostic?> act,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OwnAsync(context, viewer, id, cancellationToken) is not { } application)
            return LoanAnswer.No(LoanRefusals.NotFound);
        if (!application.Can(action))
            return LoanAnswer.No(LoanRefusals.NotNow(application.State));
        if (act(application, new LoanAct(viewer.AccountName, time.Now())) is { } refusal)
            return LoanAnswer.No(refusal);
        context.Audit(viewer.AccountName, $"loan.{action.ToString().ToLowerInvariant()}", Subject(id));
        return await SaveAsync(context, application, cancellationToken);
    }

    private static async Task<LoanAnswer> SaveAsync(
        OperationsContext context, LoanApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return LoanAnswer.Yes(application);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<LoanApplication>(error))
        {
            return LoanAnswer.No(LoanRefusals.Changed);
        }
    }

    // A key that is known, or a person who has an application for the firm in progress. What another account applied
    // for is not told.
    private static async Task<LoanAnswer> KnownAsync(
        OperationsContext context, LoanApplication asked, CancellationToken cancellationToken)
    {
        var sameKey = await context.Set<LoanApplication>().AsNoTracking().SingleOrDefaultAsync(
            a => a.LenderId == asked.LenderId && a.Account == asked.Account && a.RequestKey == asked.RequestKey,
            cancellationToken);
        if (sameKey is not null)
        {
            return sameKey.RequestSha256 == asked.RequestSha256 ? LoanAnswer.Yes(sameKey)
                : LoanAnswer.No(LoanRefusals.KeyTaken);
        }

        var open = await context.Set<LoanApplication>().AsNoTracking().SingleOrDefaultAsync(
            a => a.LenderId == asked.LenderId && a.OpenFirm == asked.OpenFirm, cancellationToken);
        if (open is null)
            return LoanAnswer.No(LoanRefusals.Changed);
        if (open.Account != asked.Account)
            return LoanAnswer.No(LoanRefusals.NotTaken);
        return open.RequestSha256 == asked.RequestSha256 ? LoanAnswer.Yes(open) : LoanAnswer.No(LoanRefusals.OneOpen);
    }
}
