using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Lists;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Casework;

/// <summary>异议: somebody objects while an edition is under publicity, the owner of the list answers; what is upheld
/// moves
/// the member. Thread safe.</summary>
public sealed class ObjectionDesk(
    IDbContextFactory<OperationsContext> contexts, ListPolicy policy, ListWork work)
{
    /// <summary>Most characters of an objection or an answer.</summary>
    public const int LongestWords = 500;

    private const int LongestKey = 100;
    private const int LongestName = 200;

    /// <summary>提出异议. The same key of the same account is the same objection.</summary>
    public async Task<ListAnswer<ListObjection>> ObjectAsync(
        Viewer viewer, Guid editionId, ObjectionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        if (!IsText(request.RequestKey, LongestKey))
            return ListAnswer<ListObjection>.No(ListRefusals.Missing);
        if (await KnownAsync(viewer, editionId, request, cancellationToken) is { } known)
            return known;
        ListObjection? made = null;
        var answer = await work.DoAsync(
            new ListMove(
                viewer, editionId, ListAct.Object, ListSteps.Object, [ListState.Published], To: null, request.Kind),
            async (task, token) =>
            {
                var (objection, refusal) = await NewAsync(task, viewer, request, token);
                if (objection is null)
                    return new ListWork.Made(refusal);
                task.Context.Add(made = objection);
                return new ListWork.Made(null, Digest(objection), objection.Id);
            },
            cancellationToken);
        return answer.Succeeded ? ListAnswer<ListObjection>.Yes(made!)
            : await KnownAsync(viewer, editionId, request, cancellationToken)
                ?? ListAnswer<ListObjection>.No(answer.Refusals);
    }

    /// <summary>答复异议 with a reason of the pack, and in words; what is upheld moves the member.</summary>
    public async Task<ListAnswer<ListObjection>> AnswerAsync(
        Viewer viewer, Guid objectionId, string? reason, string? words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var editionId = await context.Set<ListObjection>().Where(o => o.Id == objectionId)
            .Select(o => (Guid?)o.EditionId).SingleOrDefaultAsync(cancellationToken);
        if (editionId is not { } id)
            return ListAnswer<ListObjection>.No(ListRefusals.NotFound);
        ListObjection? answered = null;
        var answer = await work.DoAsync(
            new ListMove(viewer, id, ListAct.Answer, ListSteps.Answer, [ListState.Published], To: null, reason),
            async (task, token) =>
            {
                answered = await task.Context.Set<ListObjection>().SingleAsync(o => o.Id == objectionId, token);
                return Refused(task, answered, reason, words) is { } refusal ? new ListWork.Made(refusal)
                    : await AnsweredAsync(task, answered, (viewer, reason!, words!), token);
            },
            cancellationToken);
        return answer.Succeeded ? ListAnswer<ListObjection>.Yes(answered!)
            : ListAnswer<ListObjection>.No(answer.Refusals);
    }

    /// <summary>Whether a text is there, not too long and without control characters but line breaks.</summary>
    internal static bool IsText(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most
        && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));

    /// <summary>SHA-256 over an objection as it was made.</summary>
    internal static string Digest(ListObjection one) =>
        ListStep.Digest(one.Id.ToString(), one.SubjectKey, one.SubjectName, one.Account, one.Kind, one.Words);

    /// <summary>SHA-256 over its answer.</summary>
    internal static string DigestOfAnswer(ListObjection one) =>
        ListStep.Digest(one.Id.ToString(), one.IsUpheld?.ToString(), one.AnswerReason, one.AnswerWords);

    private static Diagnostic? Refused(ListTask task, ListObjection one, string? reason, string? words)
    {
        if (one.AnsweredAt is not null)
            return ListRefusals.Answered;
        var reasons = task.Definition.AnswerReasons;
        return reasons.Find(reason) is null
            ? ListRefusals.NotOfList(reasons.Title.Zh, reasons.Title.En, reason).At("reason")
            : IsText(words, LongestWords) ? null : ListRefusals.Words(LongestWords).At("words");
    }

    private static async Task<ListWork.Made> AnsweredAsync(
        ListTask task, ListObjection one, (Viewer By, string Reason, string Words) said, CancellationToken token)
    {
        one.IsUpheld = task.Definition.AnswerReasons.Find(said.Reason)!.Is("upheld");
        (one.AnsweredAt, one.AnsweredBy) = (task.At, said.By.AccountName);
        (one.AnswerReason, one.AnswerWords) = (said.Reason, said.Words.Trim());
        var effect = task.Definition.ObjectionKinds.Find(one.Kind)?.Fields["effect"];
        if (one.IsUpheld == true && effect is ObjectionEffects.Strike or ObjectionEffects.Add)
        {
            var member = await MemberAsync(task, one, token);
            member.State = effect == ObjectionEffects.Strike ? MemberState.Struck : MemberState.Candidate;
            member.MovedBy = one.Kind;
            one.MemberId = member.Id;
        }

        return new ListWork.Made(null, DigestOfAnswer(one), one.Id);
    }

    // Whom nobody looked at comes in by the objection alone.
    private static async Task<ListMember> MemberAsync(ListTask task, ListObjection one, CancellationToken token)
    {
        var known = await task.Context.Set<ListMember>().SingleOrDefaultAsync(
            m => m.EditionId == one.EditionId && m.SubjectKey == one.SubjectKey, token);
        if (known is not null)
            return known;
        var member = new ListMember
        {
            Id = Guid.CreateVersion7(task.At),
            EditionId = one.EditionId,
            SubjectKey = one.SubjectKey,
            Name = one.SubjectName,
            IsPersonal = one.IsPersonal,
            IsByRule = false,
        };
        task.Context.Add(member);
        return member;
    }

    private async Task<ListAnswer<ListObjection>?> KnownAsync(
        Viewer viewer, Guid editionId, ObjectionRequest request, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Set<ListObjection>().AsNoTracking().SingleOrDefaultAsync(
            o => o.Account == viewer.AccountName && o.RequestKey == request.RequestKey, cancellationToken);
        if (known is null || viewer == Viewer.Public)
            return null;
        var isSame = known.EditionId == editionId && known.Kind == request.Kind && known.Words == request.Words.Trim()
            && (request.MemberId is { } member ? known.MemberId == member
                : known.SubjectKey == request.SubjectKey.Trim());
        return isSame ? ListAnswer<ListObjection>.Yes(known)
            : ListAnswer<ListObjection>.No(ListRefusals.OtherObjection);
    }

    private async Task<(ListObjection? Made, Diagnostic? Refusal)> NewAsync(
        ListTask task, Viewer viewer, ObjectionRequest request, CancellationToken token)
    {
        var (edition, definition) = (task.Edition, task.Definition);
        var today = ListPolicy.DayOf(task.At);
        if (today > edition.ObjectionsTo)
            return (null, ListRefusals.NoObjections(edition.ObjectionsTo!.Value));
        var member = await SubjectAsync(task, request, token);
        var isOwn = member?.Account == viewer.AccountName;
        if (!definition.Public.DuringPublicity && !isOwn)
            return (null, ListRefusals.NotFound);
        var kinds = definition.ObjectionKinds;
        if (kinds.Find(request.Kind) is not { } kind)
            return (null, ListRefusals.NotOfList(kinds.Title.Zh, kinds.Title.En, request.Kind).At("kind"));
        if (!IsText(request.Words, LongestWords))
            return (null, ListRefusals.Words(LongestWords).At("words"));
        if (Mismatch(definition, member, kind.Fields["effect"], request) is { } refusal)
            return (null, refusal.At("subject"));
        var pack = policy.Find(edition.ListId)!;
        var most = pack.Parameters.Integer(definition.Days.PerAccount, today);
        if (await task.Context.Set<ListObjection>().CountAsync(
            o => o.EditionId == edition.Id && o.Account == viewer.AccountName, token) >= most)
        {
            return (null, ListRefusals.TooMany(most));
        }

        var due = policy.After(pack, definition.Days.Answer, today);
        return (new ListObjection
        {
            Id = Guid.CreateVersion7(task.At),
            EditionId = edition.Id,
            MemberId = member?.Id,
            SubjectKey = member?.SubjectKey ?? request.SubjectKey.Trim(),
            SubjectName = member?.Name ?? request.SubjectName!.Trim(),
            IsPersonal = member?.IsPersonal ?? false,
            Account = viewer.AccountName,
            RequestKey = request.RequestKey,
            Kind = request.Kind,
            Words = request.Words.Trim(),
            At = task.At,
            DueOn = due,
            AmberOn = policy.Before(pack, definition.Days.Warning, due, today),
        }, null);
    }

    private static Task<ListMember?> SubjectAsync(ListTask task, ObjectionRequest request, CancellationToken token)
    {
        var (edition, key) = (task.Edition.Id, request.SubjectKey.Trim());
        var members = task.Context.Set<ListMember>().AsNoTracking().Where(m => m.EditionId == edition);
        return request.MemberId is { } id
            ? members.SingleOrDefaultAsync(m => m.Id == id, token)
            : members.SingleOrDefaultAsync(m => m.SubjectKey == key, token);
    }

    // Who objects about somebody outside the list is told only what the list itself tells everybody.
    private static Diagnostic? Mismatch(
        ListDefinition definition, ListMember? member, string effect, ObjectionRequest request)
    {
        var isListed = member?.State == MemberState.Candidate;
        if (effect != ObjectionEffects.Add)
            return isListed ? null : ListRefusals.NotListed;
        if (isListed)
            return ListRefusals.AlreadyListed;
        if (member is not null)
            return null;
        var key = request.SubjectKey.Trim();
        var isSound = IsText(key, LongestKey) && IsText(request.SubjectName, LongestName)
            && (!definition.IsUsci || CheckDigits.IsUsci(System.Text.Encoding.UTF8.GetBytes(key)));
        return isSound ? null : ListRefusals.WrongSubject;
    }
}

/// <summary>Where a refusal belongs on a form.</summary>
internal static class RefusedFields
{
    /// <summary>The refusal, with the name of the field that it is about, as <see cref="Diagnostic.Source"/>.</summary>
    public static Diagnostic At(this Diagnostic refusal, string field) =>
        refusal with { Source = new SourceText(field, string.Empty) };
}
