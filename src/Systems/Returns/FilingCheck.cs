namespace Huoshui.Systems.Returns;

/// <summary>校验: one run of the rules over the tables of a filing as they stood. Never changed.</summary>
public sealed class FilingCheck
{
    private readonly List<FilingCheckRule> _rules = [];

    /// <summary>Sortable.</summary>
    public required Guid Id { get; init; }

    /// <summary>The filing.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Findings as Parquet, relative to the data folder; one file may hold many filings of one run.</summary>
    public required string FindingsPath { get; init; }

    /// <summary>Which <c>filing</c> of the findings is this one.</summary>
    public required int Ordinal { get; init; }

    /// <summary>SHA-256 of the findings file, lower-case hex.</summary>
    public required string FindingsSha256 { get; init; }

    /// <summary>Hash of the rules, parameters and lists that were compiled.</summary>
    public required string ChecksHash { get; init; }

    /// <summary>Codes of the tables that the rules were compiled for, sorted, joined by commas.</summary>
    public required string Tables { get; init; }

    /// <summary>Findings of fatal rules that fail.</summary>
    public long Fatals { get; init; }

    /// <summary>Findings of warning rules that fail.</summary>
    public long Warnings { get; init; }

    /// <summary>Rows for which a rule could not be evaluated.</summary>
    public long NotEvaluable { get; init; }

    /// <summary>Names of the files by their number in the findings: <c>number=name</c>, one a line.</summary>
    public required string FileNames { get; init; }

    /// <summary>Rules with anything to say.</summary>
    public IReadOnlyList<FilingCheckRule> Rules => _rules;

    internal void Add(FilingCheckRule rule) => _rules.Add(rule);
}

/// <summary>What one rule said in a check.</summary>
public sealed class FilingCheckRule
{
    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>Rule id.</summary>
    public required string Rule { get; init; }

    /// <summary>Table that the rule is about.</summary>
    public required string Table { get; init; }

    /// <summary>True: 强制性校验; false: 提示性校验.</summary>
    public required bool IsFatal { get; init; }

    /// <summary>Rows that fail.</summary>
    public long Fails { get; init; }

    /// <summary>Rows that cannot be evaluated.</summary>
    public long NotEvaluable { get; init; }

    /// <summary>Why it cannot be evaluated; null when it can.</summary>
    public string? Reason { get; init; }
}
