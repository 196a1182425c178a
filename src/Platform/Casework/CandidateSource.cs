using System.Text.Json;

namespace Huoshui.Casework;

/// <summary>Somebody whom a list's rule looks at.</summary>
/// <param name="Key">统一社会信用代码, or another key of the source; the same subject has the same key in every edition. Of
/// a person never the identity number.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPersonal">Whether it is a person: the name is masked for everybody without the field class.</param>
/// <param name="Facts">The facts of the pack's decision, by name: a JSON object.</param>
public sealed record ListCandidate(string Key, string Name, bool IsPersonal, JsonElement Facts)
{
    /// <summary>The account that speaks for it, and may see and object to its own entry of a list that is not public;
    /// null for none.</summary>
    public string? Account { get; init; }
}

/// <summary>Finds those whom a rule looks at, each once.</summary>
/// <param name="asOf">The day of the facts.</param>
/// <param name="cancellationToken">Stops it.</param>
public delegate IAsyncEnumerable<ListCandidate> FindCandidates(DateOnly asOf, CancellationToken cancellationToken);

/// <summary>候选来源: the system that knows the subjects of a list registers one.</summary>
/// <param name="ListId">The id of <c>list.yaml</c>.</param>
/// <param name="Find">Finds them.</param>
public sealed record CandidateSource(string ListId, FindCandidates Find);
