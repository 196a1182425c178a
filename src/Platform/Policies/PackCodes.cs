namespace Huoshui.Policies;

/// <summary>Codes of the diagnostics about packs; docs/reference/pack-diagnostics.md has a line for each.</summary>
public static class PackCodes
{
    /// <summary>The text is not YAML.</summary>
    public const string YamlSyntax = "PAK1001";

    /// <summary>A key that nobody reads.</summary>
    public const string UnknownKey = "PAK1002";

    /// <summary>A key that must be there is not.</summary>
    public const string MissingKey = "PAK1003";

    /// <summary>A value of the wrong kind: a map, list, date, number or flag was expected.</summary>
    public const string WrongShape = "PAK1004";

    /// <summary>The id of pack.yaml is not the folder's path under policies/.</summary>
    public const string IdIsNotFolder = "PAK1005";

    /// <summary>A CSV file lacks a column, or has one that nobody reads.</summary>
    public const string CsvColumns = "PAK1006";

    /// <summary>A line of a CSV file cannot be read.</summary>
    public const string CsvLine = "PAK1007";

    /// <summary>The same id twice.</summary>
    public const string DuplicateId = "PAK1008";

    /// <summary>A table, field, list, rule or pack that does not exist.</summary>
    public const string UnknownReference = "PAK1009";

    /// <summary>A format that is not of the grammar.</summary>
    public const string UnknownFormat = "PAK1010";

    /// <summary>A value without source that is not marked illustrative.</summary>
    public const string NoSource = "PAK1011";

    /// <summary>A parameter without unit, or without values.</summary>
    public const string NoUnit = "PAK1012";

    /// <summary>A parameter's value does not fit its type.</summary>
    public const string WrongValue = "PAK1013";

    /// <summary>A rule of a script that rules.yaml does not know.</summary>
    public const string RuleNotRegistered = "PAK1014";

    /// <summary>A rule of rules.yaml that no script has.</summary>
    public const string RuleNotWritten = "PAK1015";

    /// <summary>A written rule without a message in both languages.</summary>
    public const string NoMessage = "PAK1016";

    /// <summary>A written rule without a case that fails and one that holds.</summary>
    public const string NoCases = "PAK1017";

    /// <summary>A number other than 0, 1 and 100 in a script: it belongs into parameters.yaml.</summary>
    public const string NumberInScript = "PAK1018";

    /// <summary>A case did not turn out as expected.</summary>
    public const string CaseFailed = "PAK1019";

    /// <summary>A file of the pack is missing.</summary>
    public const string FileMissing = "PAK1020";

    /// <summary>The reporting of a file failed: it cannot be read.</summary>
    public const string FileUnreadable = "PAK1021";

    /// <summary>The pack ends before it begins, or its values are not in the order of time.</summary>
    public const string WrongDates = "PAK1022";

    /// <summary>The pack has an error and was refused; its last good version stays in force.</summary>
    public const string Refused = "PAK1023";

    /// <summary>The pack is not in force on the date of the request.</summary>
    public const string NotInForce = "PAK1024";

    /// <summary>A fact that the decision does not ask for.</summary>
    public const string UnknownFact = "PAK1025";

    /// <summary>A fact of the wrong kind, or a code that is not in its list.</summary>
    public const string WrongFact = "PAK1026";

    /// <summary>A fact that the decision needs was not given.</summary>
    public const string MissingFact = "PAK1027";

    /// <summary>A parameter that the model reads has no value on the date of the request.</summary>
    public const string ParameterWithoutValue = "PAK1028";

    /// <summary>A fact, parameter, table or word that nothing reads.</summary>
    public const string Unread = "PAK1029";

    /// <summary>A number other than 0, 1 and 100 in a model, outside a rule that names its source.</summary>
    public const string NumberInModel = "PAK1030";

    /// <summary>The model asks the clock: a decision of yesterday could not be replayed.</summary>
    public const string ClockInModel = "PAK1031";

    /// <summary>A rule or number was changed, and no case failed.</summary>
    public const string Survivor = "PAK1032";

    /// <summary>A claim of the pack does not hold; the message has two sets of facts that show it.</summary>
    public const string ClaimBroken = "PAK1033";

    /// <summary>A claim has no counter-example, but could not be proven.</summary>
    public const string ClaimTried = "PAK1034";

    /// <summary>A row of a portfolio cannot be read as facts.</summary>
    public const string PortfolioRow = "PAK1035";

    /// <summary>A message names between braces what no finding of the rule carries.</summary>
    public const string UnknownPlaceholder = "PAK1036";

    /// <summary>A state of a process to which no steps lead.</summary>
    public const string StateNotReached = "PAK1037";

    /// <summary>A state of a process without a way out that is not final, or a final one with a way out.</summary>
    public const string StateIsTrap = "PAK1038";

    /// <summary>Nothing that an applicant may change would be approved: reasons rest on immutable facts.</summary>
    public const string FixedReason = "PAK1039";

    /// <summary>The part <c>product:</c> names an output, code or kind that is not there.</summary>
    public const string WrongProduct = "PAK1040";

    /// <summary>A condition of a table that reads otherwise than its author will have meant.</summary>
    public const string CellMisread = "PAK1046";

    /// <summary>Two products call different facts by one name.</summary>
    public const string FactClash = "PAK1041";

    /// <summary>A table of a pack lacks a column that the model reads, or has one that it does not read.</summary>
    public const string TableColumns = "PAK1042";

    /// <summary>A portfolio lacks a column for a fact, or has one that is no fact.</summary>
    public const string PortfolioColumns = "PAK1043";

    /// <summary>No system of the register has the pack.</summary>
    public const string NotRegistered = "PAK1044";
}
