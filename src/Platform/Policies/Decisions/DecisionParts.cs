using System.Text.Json;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>What kind of value a fact of a decision is.</summary>
public enum FactKind
{
    /// <summary>A number, in the unit of the fact.</summary>
    Number,

    /// <summary>A text or a code.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A day, <c>2025-06-30</c>.</summary>
    Date,

    /// <summary>A list; what its items are is the model's item definition.</summary>
    List,
}

/// <summary>A fact (事实) that a decision asks for.</summary>
/// <param name="Name">As the model and the JSON of a request call it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Kind">What kind of value it is.</param>
/// <param name="Unit">For example <c>yuan</c>; <c>none</c> without one.</param>
/// <param name="IsOptional">May be left out; the model then sees null.</param>
/// <param name="Codes">The codes that a text, or each item of a list, may be, with their words; empty if any will
/// do.</param>
public sealed record DecisionFact(
    string Name,
    LocalizedText Title,
    FactKind Kind,
    string Unit,
    bool IsOptional,
    IReadOnlyList<KeyValuePair<string, LocalizedText>> Codes)
{
    /// <summary>How to fill it in; null if the title says it all.</summary>
    public LocalizedText? Help { get; init; }

    /// <summary>Least number, inclusive, in the unit of the fact; null if any will do.</summary>
    public decimal? Min { get; init; }

    /// <summary>Greatest number, inclusive, in the unit of the fact; null if any will do.</summary>
    public decimal? Max { get; init; }

    /// <summary>What is wrong with a value of it; null if nothing is. Null of JSON stands for a value that is not
    /// given.</summary>
    public LocalizedText? Problem(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || FactReader.Fits(this, value) ? null
            : new LocalizedText(
                $"“{Title.Zh}”（{Name}）应为{FactReader.Expected(this).Zh}",
                $"\"{Title.En}\" ({Name}) must be {FactReader.Expected(this).En}");
}

/// <summary>A part (结论) of a decision's answer.</summary>
/// <param name="Name">Entry of the answer's context.</param>
/// <param name="Title">What it is.</param>
/// <param name="Unit">Unit of a number; <c>none</c> without one.</param>
/// <param name="IsCode">Its text, or each text of its list, is a code with words in the pack.</param>
public sealed record DecisionOutput(string Name, LocalizedText Title, string Unit, bool IsCode);

/// <summary>The words of a code that a decision answers.</summary>
/// <param name="Code">For example <c>rate_too_low</c>.</param>
/// <param name="Text">What a person reads; <c>{name}</c> stands for a parameter or fact.</param>
/// <param name="Source">Document and article; null where the pack's legal basis says it all.</param>
public sealed record DecisionWord(string Code, LocalizedText Text, string? Source);

/// <summary>A dated row (表行) of a pack's table.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it is in force.</param>
/// <param name="Source">Document and article; null if illustrative.</param>
/// <param name="IsIllustrative">示例参数: no public text gives it.</param>
/// <param name="Cells">By column: decimal, string, bool, DateOnly, or null for an empty cell.</param>
/// <param name="Line">Line in the file, from 1.</param>
public sealed record DatedRow(
    DateOnly From, DateOnly? To, string? Source, bool IsIllustrative,
    IReadOnlyList<KeyValuePair<string, object?>> Cells, int Line)
{
    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly asOf) => From <= asOf && (To is null || asOf <= To);
}

/// <summary>A table (参数表) of a pack: tables/NAME.csv; the model sees the rows of the day as a list of
/// contexts, each with <c>in_force_from</c>, <c>in_force_to</c> and <c>source</c> too.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Columns">Names of its own columns.</param>
/// <param name="Rows">In the order of the file.</param>
public sealed record DatedTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<DatedRow> Rows)
{
    /// <summary>The file.</summary>
    internal SourceText Source { get; init; } = new(string.Empty, string.Empty);
}

/// <summary>What is asked of a decision.</summary>
/// <param name="AsOf">The business date: which parameters are in force.</param>
/// <param name="Facts">A JSON object, facts by name.</param>
/// <param name="IsExplained">Also tells which rules matched, and why the others did not.</param>
public sealed record DecisionRequest(DateOnly AsOf, JsonElement Facts, bool IsExplained = false);
