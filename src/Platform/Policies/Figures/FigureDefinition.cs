using Huoshui.Diagnostics;

namespace Huoshui.Policies.Figures;

/// <summary>指标: one figure as a pack registers it: what it is called, what it counts, how it is rounded and where it
/// comes from.</summary>
/// <remarks>A figure that the packs cannot compute yet (尚未接入) has <see cref="IsConnected"/> false and never a
/// value.</remarks>
public sealed record FigureDefinition
{
    /// <summary>Short identifier, unique over all packs: T05, D03b; a shadow figure carries a dot:
    /// T05.derived.</summary>
    public required string Id { get; init; }

    /// <summary>The pack that registers it: "tech/loans".</summary>
    public required string PackId { get; init; }

    /// <summary>The chapter it belongs to: tech, green, inclusive, pension, digital or opening.</summary>
    public required string Area { get; init; }

    /// <summary>Name in both languages.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>The unit in which it is printed: 万亿元, 万户, %, 倍, 百分点 …</summary>
    public required string Unit { get; init; }

    /// <summary>How many base units (元, 户, 件 …) one unit holds; 1 for ratios.</summary>
    public decimal UnitFactor => Measures.Unit.Parse(Unit).Factor;

    /// <summary>What is counted, in English: accounts, entities; null takes the usual word of the unit.</summary>
    public string? CountedEnglish { get; init; }

    /// <summary>The unit with its names in both languages: 万户, "10,000 accounts".</summary>
    public Measures.Unit NamedUnit => Named(Unit);

    /// <summary>Another size of the figure's unit, with the figure's own word for what is counted.</summary>
    /// <param name="symbol">As <see cref="Measures.Unit.Parse"/> reads it.</param>
    public Measures.Unit Named(string symbol) =>
        Measures.Unit.Parse(symbol) with { CountedEnglish = CountedEnglish };

    /// <summary>=, over, about a third, cumulative, average …: read by the page's formatter.</summary>
    public string Qualifier { get; init; } = "=";

    /// <summary>The value published by others, in <see cref="Unit"/>: for reference only, never printed as ours. Null
    /// if there is none.</summary>
    public decimal? Published { get; init; }

    /// <summary>The date as of which it is read by default.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Whether that date is stated in the source or assumed.</summary>
    public string AsOfBasis { get; init; } = "assumed";

    /// <summary>stock, cumulative flow, register count, ratio …</summary>
    public required string Kind { get; init; }

    /// <summary>The records it is computed from, in words.</summary>
    public string ComputedFrom { get; init; } = string.Empty;

    /// <summary>The formula in words.</summary>
    public required LocalizedText Formula { get; init; }

    /// <summary>Whose records are counted.</summary>
    public required LocalizedText Population { get; init; }

    /// <summary>What is counted once; null if nothing needs it.</summary>
    public LocalizedText? Deduplication { get; init; }

    /// <summary>The currency rule; null where there is no money.</summary>
    public string? Currency { get; init; }

    /// <summary>The base of a ratio or growth, in words; null if it has none.</summary>
    public LocalizedText? Base { get; init; }

    /// <summary>Decimals on the page, in <see cref="Unit"/>; rounding is once, at the end, half up.</summary>
    public int Decimals { get; init; }

    /// <summary>The dated parameter that draws the line, by name; null if there is none.</summary>
    public string? Threshold { get; init; }

    /// <summary>Whether the generated city scales it.</summary>
    public bool ScalesWithCity { get; init; }

    /// <summary>登记簿: the table of the vocabulary whose rows it counts, which a page shows; null for none.</summary>
    public string? Register { get; init; }

    /// <summary>Whether a return or register feeds it today; otherwise it is 尚未接入 and has no value.</summary>
    public bool IsConnected { get; init; }

    /// <summary>The result of indicators.vtl that holds it: one row, measure <c>value</c>, in base units.</summary>
    public string Result { get; init; } = string.Empty;

    /// <summary>Where its breakdown comes from; null if it cannot be broken down.</summary>
    public FigureCells? Cells { get; init; }

    /// <summary>Where those who stand behind its total are counted: its cells unless the pack says another place; null
    /// for a figure that reads others, or a public register.</summary>
    public FigureCells? Support { get; init; }

    /// <summary>Where its single records come from; null if it cannot be opened.</summary>
    public FigureDrill? Drill { get; init; }

    /// <summary>Values of other figures that its formula reads, by column of the dataset
    /// <c>&lt;result&gt;_values</c>.</summary>
    public IReadOnlyDictionary<string, FigureOperand> Operands { get; init; } = new Dictionary<string, FigureOperand>();

    /// <summary>The figure beside which a shadow figure is shown; null for a figure in its own right.</summary>
    public string? ShadowOf { get; init; }
}

/// <summary>Where a breakdown is read from.</summary>
/// <param name="Dataset">A stored partial result with identifiers institution and, where there are any, district,
/// industry, size.</param>
/// <param name="Measure">The measure that is summed, in base units; null counts distinct borrowers.</param>
/// <param name="Borrowers">The borrower set and its 0/1 measure that marks who is in, as <c>dataset.measure</c>; null
/// if borrowers are not known.</param>
/// <param name="Per">The measure that the sum is divided by, in percent, for a rate; null for a sum.</param>
public sealed record FigureCells(string Dataset, string? Measure, string? Borrowers, string? Per = null);

/// <summary>Where single records are read from.</summary>
/// <param name="Dataset">A row-level result of partials.vtl with institution, file_no and line_no.</param>
/// <param name="Member">The 0/1 measure that says which rows are in.</param>
/// <param name="Amount">The measure that adds up to the figure, in base units; null if rows are counted.</param>
/// <param name="Table">The table whose filed line a row of the dataset is (its file_no and line_no).</param>
public sealed record FigureDrill(string Dataset, string Member, string? Amount, string Table)
{
    /// <summary>The unit of an amount where nothing else is said.</summary>
    public const string Yuan = "元";

    /// <summary>What a row is where nothing else is said.</summary>
    public const string Record = "笔";

    /// <summary>The unit of <see cref="Amount"/>, as it stands in packs: 元, or 分钟 of a duration.</summary>
    public string AmountUnit { get; init; } = Yuan;

    /// <summary>What one row is, as a unit of counting in packs: 笔, 户, 家, 张, 件.</summary>
    public string RowUnit { get; init; } = Record;
}

/// <summary>A value that a formula reads from another figure.</summary>
/// <param name="Figure">The other figure.</param>
/// <param name="At">Null: at the same date. A parameter's name that holds the date, or a date itself
/// (yyyy-MM-dd).</param>
public sealed record FigureOperand(string Figure, string? At);
