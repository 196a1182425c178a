using System.Text.Json.Serialization;

namespace Huoshui.Systems.Returns.Api;

/// <summary>Opens a filing.</summary>
internal sealed record OpenBody(string Return, string Institution, DateOnly Date) : IRequestBody;

/// <summary>Declares a table: <c>zero</c> or <c>none</c>.</summary>
internal sealed record TableBody(string State) : IRequestBody;

/// <summary>A step that may send back: <c>passes</c> false needs a note.</summary>
internal sealed record VerdictBody(bool Passes = true, string? Note = null) : IRequestBody;

/// <summary>A step with a reason and perhaps a deadline.</summary>
internal sealed record ReasonBody(string Reason, DateOnly? Deadline = null) : IRequestBody;

/// <summary>Reminds an institution, whether it has begun or not.</summary>
internal sealed record ReminderBody(string Return, string Institution, DateOnly Date, string Reason, DateOnly Deadline)
    : IRequestBody;

/// <summary>Writes explanations.</summary>
internal sealed record ExplanationsBody(IReadOnlyList<NewExplanation> Explanations) : IRequestBody;

/// <summary>Accepts or rejects explanations of a rule; <c>key</c> null: all of the rule.</summary>
internal sealed record JudgeBody(string Rule, string? Key, bool Accepts, string? Note = null) : IRequestBody;

/// <summary>Asks the regulator: <c>refile</c>, <c>extension</c>, <c>withdrawal</c> or <c>dispute</c>.</summary>
internal sealed record RequestBody(
    [property: JsonConverter(typeof(JsonStringEnumConverter<FilingRequestKind>))] FilingRequestKind Kind,
    string Reason,
    IReadOnlyList<string>? Scope = null,
    DateOnly? Until = null) : IRequestBody;

/// <summary>Decides a request.</summary>
internal sealed record DecisionBody(bool Approves, string? Note = null, DateOnly? Until = null) : IRequestBody;
