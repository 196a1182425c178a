using Huoshui.Diagnostics;

namespace Huoshui.Warehouse;

/// <summary>Which accepted tables would change: what a re-filing asks to open again.</summary>
/// <param name="ReturnId">For example <c>onetable</c>.</param>
/// <param name="InstitutionId">Who files.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="Tables">Codes of the tables; empty: all of the return.</param>
public sealed record TablesToChange(string ReturnId, string InstitutionId, DateOnly AsOf, IReadOnlyList<string> Tables);

/// <summary>A published figure (已发布指标) that rests on tables that would change.</summary>
/// <param name="FigureId">For example <c>T01</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="AsOf">数据日期 of the figure.</param>
/// <param name="PublishedAt">When it was published, UTC.</param>
public sealed record AffectedFigure(string FigureId, LocalizedText Title, DateOnly AsOf, DateTimeOffset PublishedAt);

/// <summary>
/// Finds the published figures that rest on some tables. The system that publishes registers one; the system that takes
/// re-filings calls every one that is registered: neither knows the other.
/// </summary>
public delegate Task<IReadOnlyList<AffectedFigure>> FindAffectedFigures(
    TablesToChange change, CancellationToken cancellationToken);
