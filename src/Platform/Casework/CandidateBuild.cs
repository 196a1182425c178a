using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Casework;

/// <summary>Holds everybody whom a source finds against the rule of a list.</summary>
internal sealed class CandidateBuild(PolicyPack pack, DateOnly asOf)
{
    private const int LongestKey = 100;
    private const int LongestName = 200;

    private readonly Dictionary<string, ListCandidate> _found = new(StringComparer.Ordinal);

    /// <summary>Reads a source; a subject found twice counts once, as first found.</summary>
    /// <returns>Null when all is read; else why not.</returns>
    public async Task<Diagnostic?> ReadAsync(FindCandidates find, int most, CancellationToken cancellationToken)
    {
        await foreach (var one in find(asOf, cancellationToken).WithCancellation(cancellationToken))
        {
            if (one.Key.Length is 0 or > LongestKey || one.Name.Length > LongestName)
            {
                throw new InvalidOperationException(
                    $"the source of {pack.List!.Id} gives a key or name of a wrong length");
            }

            _found.TryAdd(one.Key, one);
            if (_found.Count > most)
                return ListRefusals.TooLarge(most);
        }

        return null;
    }

    /// <summary>The members in the order of their keys; those of the edition before who are gone are among
    /// them.</summary>
    /// <param name="editionId">Whose.</param>
    /// <param name="before">Who was on the list, with the day since which.</param>
    /// <param name="at">When.</param>
    public IEnumerable<ListMember> Members(
        Guid editionId, IReadOnlyDictionary<string, ListMember> before, DateTimeOffset at)
    {
        foreach (var one in _found.Values.Concat(Gone(before)).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            var (state, reasons) = _found.ContainsKey(one.Key) ? Decide(one) : (MemberState.Excluded, ListReasons.Gone);
            var old = before.GetValueOrDefault(one.Key);
            yield return new ListMember
            {
                Id = Guid.CreateVersion7(at),
                EditionId = editionId,
                SubjectKey = one.Key,
                Name = one.Name,
                IsPersonal = one.IsPersonal,
                Account = one.Account,
                Facts = one.Facts.GetRawText(),
                Reasons = reasons,
                WasListed = old is not null,
                State = state,
                Since = old?.Since,
            };
        }
    }

    /// <summary>Why nothing can be decided on the day; null if it can.</summary>
    public Diagnostic? Problem() => pack.Decision!.Problems(asOf) is [var first, ..]
        ? ListRefusals.NotInForce(first.Message.Zh, first.Message.En) : null;

    /// <summary>SHA-256 over what the rule made of each member.</summary>
    public static string Digest(IEnumerable<ListMember> members) => ListStep.Digest(members
        .Where(m => m.IsByRule).OrderBy(m => m.SubjectKey, StringComparer.Ordinal)
        .SelectMany(m => new[] { m.SubjectKey, m.Name, m.Facts, m.Reasons }));

    /// <summary>SHA-256 over who is on the list.</summary>
    public static string DigestOfFinal(IEnumerable<ListMember> members) => ListStep.Digest(members
        .Where(m => m.State == MemberState.Kept).OrderBy(m => m.SubjectKey, StringComparer.Ordinal)
        .SelectMany(m => new[] { m.SubjectKey, m.Name }));

    private IEnumerable<ListCandidate> Gone(IReadOnlyDictionary<string, ListMember> before) =>
        before.Values.Where(m => !_found.ContainsKey(m.SubjectKey)).Select(m =>
            new ListCandidate(m.SubjectKey, m.Name, m.IsPersonal, JsonSerializer.SerializeToElement(new { }))
            {
                Account = m.Account,
            });

    // One at a time, since what sources give is looked at as the facts of any other request are.
    private (MemberState State, string Reasons) Decide(ListCandidate one)
    {
        var answer = pack.Decision!.Decide(new DecisionRequest(asOf, one.Facts));
        if (!answer.IsDecided)
            return (MemberState.Excluded, ListReasons.Undecided);
        var listed = answer.Output(pack.List!.Output) is StringValue code
            && pack.List.Listed.Contains(code.Text, StringComparer.Ordinal);
        var reasons = string.Join(',', Codes(answer.Output(pack.List.Reasons)));
        return (listed ? MemberState.Candidate : MemberState.Excluded, reasons);
    }

    private static IEnumerable<string> Codes(FeelValue value) => value switch
    {
        StringValue text => [text.Text],
        ListValue list => list.Items.OfType<StringValue>().Select(t => t.Text),
        _ => [],
    };
}
