namespace Huoshui.Systems;

/// <summary>Firms of which the accepted filings of a date know a credit.</summary>
/// <param name="AsOf">数据日期 of the filings.</param>
/// <param name="Codes">统一社会信用代码.</param>
public sealed record FiledCredit(DateOnly AsOf, IReadOnlySet<string> Codes);

/// <summary>Tells which firms have a credit by the last accepted filings up to a day; the system that reads filings
/// registers it.</summary>
/// <param name="day">The day.</param>
/// <param name="cancellationToken">Stops the query.</param>
/// <returns>Null when no filing was accepted.</returns>
public delegate Task<FiledCredit?> FindFiledCredit(DateOnly day, CancellationToken cancellationToken);
