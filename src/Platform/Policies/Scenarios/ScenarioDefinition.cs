namespace Huoshui.Policies.Scenarios;

/// <summary>A text in the three written languages of the two sides.</summary>
/// <param name="Zh">简体.</param>
/// <param name="ZhHant">繁體.</param>
/// <param name="En">English.</param>
public sealed record BorderText(string Zh, string ZhHant, string En)
{
    /// <summary>The languages, as BCP 47 tags.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["zh-CN", "zh-Hant", "en"];

    /// <summary>The text of a language; null if it is none of <see cref="Languages"/>.</summary>
    public string? In(string language) => language switch
    {
        "zh-CN" => Zh,
        "zh-Hant" => ZhHant,
        "en" => En,
        _ => null,
    };
}

/// <summary>How a value of a field is written.</summary>
public enum BorderFieldType
{
    /// <summary>任何文字.</summary>
    Text,

    /// <summary>金额: digits, a point and two decimals, with a minus where it is negative.</summary>
    Money,

    /// <summary>整数.</summary>
    Integer,

    /// <summary>日期: <c>2025-06-30</c>.</summary>
    Date,
}

/// <summary>字段 A field that the subject can show by itself.</summary>
/// <param name="Id">Its name in a package.</param>
/// <param name="Title">Its name on screen and in records.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="IsRequired">Whether a package without it is not issued.</param>
/// <param name="Pointer">Where it stands in a JSON document (RFC 6901); null in other forms: the issuer extracts
/// it.</param>
public sealed record BorderField(string Id, BorderText Title, BorderFieldType Type, bool IsRequired, string? Pointer);

/// <summary>用途 For what a subject may allow the use of a package.</summary>
/// <param name="Id">Its code.</param>
/// <param name="Title">Its name.</param>
public sealed record BorderPurpose(string Id, BorderText Title);

/// <summary>期限 Names of the whole-numbered parameters that hold the times of a scenario.</summary>
/// <param name="Validity">Days from issue to expiry.</param>
/// <param name="Presentation">Minutes that a presentation holds at most.</param>
/// <param name="Status">Hours that a status list may be old.</param>
/// <param name="Retention">Months that the user keeps the record of a verification.</param>
public sealed record ScenarioTerms(string Validity, string Presentation, string Status, string Retention)
{
    /// <summary>Every parameter that is named.</summary>
    public IReadOnlyList<string> Names => [Validity, Presentation, Status, Retention];
}

/// <summary>
/// 跨境场景: what a pack's <c>scenario.yaml</c> says of a kind of document that crosses the border in its subject's hands.
/// Immutable, thread safe.
/// </summary>
/// <param name="Code">Its number in entries of logs, 1 to 65,535; never used for another scenario.</param>
/// <param name="Direction"><c>southbound</c> or <c>northbound</c>.</param>
/// <param name="Form">Canonical form: <c>bytes</c>, <c>json</c>, <c>csv</c> or <c>xml</c>.</param>
/// <param name="FieldsBy">How fields are committed to: <c>tree</c> or <c>sd-jwt</c>.</param>
/// <param name="IsHolderRequired">Whether only the holder's presentation is accepted.</param>
public sealed record ScenarioDefinition(
    int Code, string Direction, string Form, string FieldsBy, bool IsHolderRequired)
{
    /// <summary>Largest code.</summary>
    public const int LargestCode = 65_535;

    /// <summary>What the consent must name: who issues, for what, until when.</summary>
    public static IReadOnlyList<string> ConsentPlaces { get; } = ["{issuer}", "{purposes}", "{until}"];

    /// <summary>Its name in 繁體; null where none is given. The names in Chinese and English are the pack's.</summary>
    public string? TitleZhHant { get; init; }

    /// <summary>Media types of its documents, at least one.</summary>
    public required IReadOnlyList<string> MediaTypes { get; init; }

    /// <summary>Its fields, at least one.</summary>
    public required IReadOnlyList<BorderField> Fields { get; init; }

    /// <summary>Its purposes, at least one.</summary>
    public required IReadOnlyList<BorderPurpose> Purposes { get; init; }

    /// <summary>What the subject agrees to, with <see cref="ConsentPlaces"/> to fill in.</summary>
    public required BorderText Consent { get; init; }

    /// <summary>Its times.</summary>
    public required ScenarioTerms Terms { get; init; }
}
