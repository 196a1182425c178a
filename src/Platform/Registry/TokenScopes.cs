using System.Collections.Frozen;

namespace Huoshui.Registry;

/// <summary>
/// 令牌范围: what of its account's rights a token may use. A token never has more rights than its account.
/// </summary>
public static class TokenScopes
{
    /// <summary>Look at filings, findings, explanations, requests and the calendar.</summary>
    public const string ReadFilings = "filings:read";

    /// <summary>Open filings, upload, declare, certify and decide: every write of the API.</summary>
    public const string WriteFilings = "filings:write";

    /// <summary>Read figures and the rows behind them.</summary>
    public const string ReadFigures = "figures:read";

    /// <summary>Every scope.</summary>
    public static FrozenSet<string> All { get; } =
        new[] { ReadFilings, WriteFilings, ReadFigures }.ToFrozenSet(StringComparer.Ordinal);
}
