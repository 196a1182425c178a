using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>数据源: who is asked for facts. The facts of a source begin with its name: <c>tax_grade</c>.</summary>
public static class LoanSources
{
    /// <summary>Every source, in the order of the form.</summary>
    public static IReadOnlyList<string> All { get; } = ["registry", "tax", "credit", "court", "invoice"];

    /// <summary>What it is; another name is a pack's.</summary>
    public static LocalizedText Title(string source) => source switch
    {
        "registry" => new("企业登记", "company registry"),
        "tax" => new("税务", "tax office"),
        "credit" => new("征信", "credit bureau"),
        "court" => new("司法", "courts"),
        "invoice" => new("发票", "invoice platform"),
        _ => new("策略", "policy pack"),
    };

    /// <summary>The facts of a pack that a source has to answer.</summary>
    public static IEnumerable<DecisionFact> FactsOf(PackDecision decision, string source)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Facts.Where(f => f.Name.StartsWith(source + "_", StringComparison.Ordinal));
    }
}

/// <summary>Why a source gave no usable answer.</summary>
public enum SourceFault
{
    /// <summary>超时.</summary>
    TimedOut,

    /// <summary>连不上.</summary>
    Unreachable,

    /// <summary>Another status than 200.</summary>
    ErrorStatus,

    /// <summary>Longer than the limit.</summary>
    TooLarge,

    /// <summary>About another request or source.</summary>
    WrongSubject,

    /// <summary>No JSON, or a fact that is missing or of the wrong kind.</summary>
    Malformed,

    /// <summary>Not asked, because it failed again and again.</summary>
    Paused,

    /// <summary>Not asked, because the authorisation does not hold.</summary>
    NotAuthorised,
}

/// <summary>A source failed in that way.</summary>
internal sealed class SourceFaultException(SourceFault fault) : Exception(fault.ToString())
{
    public SourceFault Fault => fault;
}

/// <summary>What a source is asked: the body of <c>POST v1/NAME/facts</c>.</summary>
/// <param name="RequestId">The application; the answer repeats it.</param>
/// <param name="FirmId">统一社会信用代码.</param>
/// <param name="FirmName">Name of the firm.</param>
/// <param name="PersonName">姓名.</param>
/// <param name="IdentityNumber">公民身份号码.</param>
/// <param name="AuthorisationVersion">Version of the text that was agreed to.</param>
/// <param name="AuthorisedAt">When it was agreed to.</param>
/// <param name="AsOf">Day of application.</param>
public sealed record SourceQuestion(
    Guid RequestId,
    string FirmId,
    string FirmName,
    string PersonName,
    string IdentityNumber,
    DateOnly AuthorisationVersion,
    DateTimeOffset AuthorisedAt,
    DateOnly AsOf);

/// <summary>What a source answered, or why it did not.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Facts">A JSON object, facts by name; null after a fault.</param>
/// <param name="Fault">Null after an answer.</param>
/// <param name="Sha256">Of the body, lower-case hex; empty after a fault.</param>
public sealed record SourceReply(string Source, string? Facts, SourceFault? Fault, string Sha256)
{
    internal static SourceReply Failed(string source, SourceFault fault) => new(source, null, fault, string.Empty);
}
