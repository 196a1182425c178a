using Huoshui.AuditTree.Reconciling;
using Huoshui.Documents;
using Huoshui.Operations;
using Huoshui.Warehouse;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.Indicators;

/// <summary>指标: figures from accepted filings, their origin and their publication.</summary>
public sealed class IndicatorsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<FactsModelPart>();
        services.AddModelPart<IndicatorsModelPart>();
        services.AddAuditedTable(PublicationRecords.Table)
            .AddSingleton<IAuditedRecords, PublicationRecords>();
        services.TryAddSingleton<FactCatalog>();
        services.AddSingleton<FigureCalculator>();
        services.AddSingleton<FigureMovements>();
        services.AddSingleton<LiveFigures>();
        services.AddSingleton<FigureBreakdowns>();
        services.AddSingleton<FigureSupports>();
        services.AddSingleton<FigureVerification>();
        services.AddSingleton<UncountedPublications>();
        services.AddSingleton<FigureDrillDown>();
        services.AddSingleton<FigureComparisons>();
        services.AddSingleton<PublicationDesk>();
        services.AddSingleton<PublicationProofs>();
        services.AddSingleton<AffectedFigures>();
        services.AddSingleton<FindAffectedFigures>(static provider => provider.GetRequiredService<AffectedFigures>().OfAsync);
        services.AddSingleton<PublicationInbox>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<PublicationInbox>().OfAsync);
        services.AddSingleton<FigureSeries>();
        services.AddSingleton<SceneReports>();
        services.AddSingleton<FigureViews>();
        services.AddSingleton<BulletinDesk>();
        services.AddSingleton<FigureExports>();
        services.TryAddSingleton(new PdfRenderer(new PdfOptions()));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => FigureEndpoints.Map(routes);
}
