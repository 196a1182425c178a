using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;

namespace Huoshui.Casework;

/// <summary>What became of an act.</summary>
/// <param name="Value">What it made or changed; null when it was refused.</param>
/// <param name="Refusals">Why it was refused, each with what to do; empty when it was done.</param>
public sealed record ListAnswer<T>(T? Value, IReadOnlyList<Diagnostic> Refusals)
    where T : class
{
    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Value is not null;

    internal static ListAnswer<T> Yes(T value) => new(value, []);

    internal static ListAnswer<T> No(params IReadOnlyList<Diagnostic> refusals) => new(null, refusals);
}

/// <summary>An objection as somebody makes it.</summary>
/// <param name="RequestKey">幂等键, 1 to 100 characters: the same key of the same account is the same objection.</param>
/// <param name="SubjectKey">The key of the subject: of a member, or of somebody who is missing.</param>
/// <param name="SubjectName">Its name; read only when the edition does not know the key.</param>
/// <param name="Kind">异议事项, a code of the list.</param>
/// <param name="Words">In words.</param>
public sealed record ObjectionRequest(
    string RequestKey, string SubjectKey, string? SubjectName, string Kind, string Words)
{
    /// <summary>The member instead of the key, where the page does not show keys; null for none.</summary>
    public Guid? MemberId { get; init; }
}

// Who does what to which edition: from these states to that one (null: it stays).
internal sealed record ListMove(
    Viewer Viewer, Guid EditionId, Policies.Lists.ListAct Act, string Step, IReadOnlyList<ListState> From,
    ListState? To, string? Note = null);

// What a step made.
internal sealed record ListMade(DateTimeOffset At, string? ContentSha256 = null, Guid? ObjectionId = null);

// What an act on an edition works with: the unit of work, and the edition, tracked.
internal sealed record ListTask(
    OperationsContext Context, ListEdition Edition, Policies.Lists.ListDefinition Definition, DateTimeOffset At);
