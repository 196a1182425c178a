using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>A return (报表): what an institution files for a date, as tables of fields. Immutable, thread safe.</summary>
/// <param name="Id">The last part of the pack's id: <c>onetable</c> of <c>returns/onetable</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Pack">The pack that declares it.</param>
/// <param name="Tables">In the order of the standard.</param>
public sealed record ReturnDefinition(
    string Id, LocalizedText Title, PolicyPack Pack, IReadOnlyList<TableDefinition> Tables)
{
    private readonly Dictionary<string, TableDefinition> _byCode =
        Tables.ToDictionary(t => t.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>The table of a code such as <c>F27</c> (any case), or null.</summary>
    public TableDefinition? Table(string code) => _byCode.GetValueOrDefault(code);
}

/// <summary>A table (报送表) of a return.</summary>
/// <param name="Code">For example <c>F27</c>; the name of the file and of the dataset in rules.</param>
/// <param name="Number">The standard's own number, <c>6.27</c>; equal to the code where there is none.</param>
/// <param name="Theme">The standard's theme (协议, 状态 …), Chinese.</param>
/// <param name="Title">Its name.</param>
/// <param name="Fields">In the order of the standard; also the order of the columns of a filed file.</param>
/// <param name="Key">The fields that together name one row.</param>
/// <param name="DateField">The field of the 采集日期; null if the table has none.</param>
public sealed record TableDefinition(
    string Code,
    string Number,
    string Theme,
    LocalizedText Title,
    IReadOnlyList<FieldDefinition> Fields,
    IReadOnlyList<string> Key,
    string? DateField)
{
    private readonly Dictionary<string, FieldDefinition> _byCode =
        Fields.ToDictionary(f => f.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>Which rows of other tables a row refers to.</summary>
    public IReadOnlyList<TableJoin> Joins { get; init; } = [];

    /// <summary>Pairs of dates of which the first may not be later than the second.</summary>
    public IReadOnlyList<DateOrder> DateOrders { get; init; } = [];

    /// <summary>The field of a code (any case), or null.</summary>
    public FieldDefinition? Field(string code) => _byCode.GetValueOrDefault(code);
}

/// <summary>A reference from a table to another: H01.借据ID → F27.借据ID.</summary>
/// <param name="To">Code of the other table.</param>
/// <param name="Fields">Pairs of own field and field of the other table.</param>
public sealed record TableJoin(string To, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>Two date fields of one row: the first is on or before the second.</summary>
/// <param name="Earlier">Field that comes first.</param>
/// <param name="Later">Field that comes second; equal days are allowed.</param>
public sealed record DateOrder(string Earlier, string Later);

/// <summary>A field (数据项) of a table.</summary>
/// <param name="Code">For example <c>F270009</c>; the column's name.</param>
/// <param name="Title">Its name.</param>
/// <param name="Format">As the standard prints it: <c>20n(2)</c>, <c>anc..60</c>, <c>YYYY-MM-DD</c>.</param>
/// <param name="Kind">How the column is stored.</param>
/// <param name="Scale">Decimals of a <see cref="ColumnKind.Decimal"/>; 0 for the others.</param>
/// <param name="CodeList">The id of its code list in the vocabulary; null if it has none.</param>
/// <param name="Sensitivity">Who may see it in clear.</param>
/// <param name="IsRequired">Empty is a finding.</param>
/// <param name="DataClass">The standard's 数据类别.</param>
/// <param name="HeaderAliases">Other column names under which it may be filed, the name in Chinese among them.</param>
public sealed record FieldDefinition(
    string Code,
    LocalizedText Title,
    string Format,
    ColumnKind Kind,
    int Scale,
    string? CodeList,
    FieldSensitivity Sensitivity,
    bool IsRequired,
    string DataClass,
    IReadOnlyList<string> HeaderAliases)
{
    /// <summary>What its check digit follows; null if it has none.</summary>
    public CheckDigitKind? CheckDigit { get; init; }

    /// <summary>The range of its value; null if any value will do.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>How its dates are written where it is not YYYY-MM-DD, in strptime form: <c>%-m/%-d/%Y</c>; else
    /// null.</summary>
    public string? DatePattern { get; init; }

    /// <summary>Texts that mean "none" and are staged as null, such as 0000-00-00.</summary>
    public IReadOnlyList<string> NullTexts { get; init; } = [];

    /// <summary>Texts that stand for a value that may not be told (a secret customer's <c>*********</c>): no rule
    /// looks at them.</summary>
    public bool AllowsSecret { get; init; }

    /// <summary>The most characters a text may have; null for no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The exact number of characters a text must have; null for none.</summary>
    public int? ExactLength { get; init; }
}

/// <summary>How a column is stored. Codes and identifiers are <see cref="Text"/>: leading zeros matter.</summary>
public enum ColumnKind
{
    /// <summary>VARCHAR.</summary>
    Text,

    /// <summary>BIGINT.</summary>
    Integer,

    /// <summary>DECIMAL(18, scale).</summary>
    Decimal,

    /// <summary>DATE; 9999-12-31 means "no end".</summary>
    Date,

    /// <summary>BOOLEAN.</summary>
    Boolean,
}

/// <summary>Class of a field under the rules of confidentiality (一般, 敏感, 个人信息, 敏感个人信息).</summary>
public enum FieldSensitivity
{
    /// <summary>一般: may be shown to whoever may see the row.</summary>
    General,

    /// <summary>敏感: identifies a customer that is no natural person, or an account.</summary>
    Sensitive,

    /// <summary>个人信息.</summary>
    Personal,

    /// <summary>敏感个人信息: identity numbers, accounts of people.</summary>
    SensitivePersonal,
}

/// <summary>The rule of a check digit.</summary>
public enum CheckDigitKind
{
    /// <summary>统一社会信用代码, GB 32100-2015.</summary>
    Usci,

    /// <summary>组织机构代码, GB 11714-1997.</summary>
    Organisation,

    /// <summary>公民身份号码, GB 11643-1999; only values of 18 characters are looked at.</summary>
    IdentityCard,

    /// <summary>LEI, ISO 17442.</summary>
    Lei,

    /// <summary>工商注册号 of 15 digits, ISO 7064 MOD 11,10.</summary>
    Registration,
}

/// <summary>The range that a number must lie in.</summary>
public enum ValueRange
{
    /// <summary>0 or more.</summary>
    NonNegative,

    /// <summary>More than 0.</summary>
    Positive,

    /// <summary>From 0 to 1, both included.</summary>
    Probability,

    /// <summary>From 0 to 100, both included.</summary>
    Percent,

    /// <summary>A yearly rate in percent points: from the parameter rate_floor to the parameter rate_ceiling.</summary>
    Rate,
}
