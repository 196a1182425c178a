using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Systems.Returns.Api;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.Returns;

/// <summary>报送: filings from upload to acceptance.</summary>
public sealed class ReturnsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<ReturnsModelPart>();
        services.AddAuditedTable(ReceiptRecords.Table).AddSingleton<IAuditedRecords, ReceiptRecords>();
        services.AddJobHandler<StageUploadJob>();
        services.AddSingleton(new FilingLimits());
        services.AddSingleton<ReturnsFolder>();
        services.AddSingleton<FilingPolicy>();
        services.AddSingleton<FilingOpener>();
        services.AddSingleton<FilingChecker>();
        services.AddSingleton<FilingIntake>();
        services.AddSingleton<FindingsReader>();
        services.AddSingleton<PreCheck>();
        services.AddSingleton<FilingDesk>();
        services.AddSingleton<FilingBatch>();
        services.AddSingleton<FilingList>();
        services.AddSingleton<ReceiptProofs>();
        services.AddSingleton<ReturnsCalendar>();
        services.AddSingleton<ReturnsInbox>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<ReturnsInbox>().OfAsync);
        services.AddSingleton<FiledNames>();
        services.AddSingleton<FindFiledNames>(static provider => provider.GetRequiredService<FiledNames>().OfAsync);
        services.AddSingleton<ExplanationDesk>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<UploadDesk>();
        services.AddSingleton<Pages.FilingForms>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<OrphanSweep>();
        services.AddHostedService<FilingSweeper>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        Pages.FilingExport.Map(routes);
        var api = routes.MapGroup("/api/v1").WithTags("filings");
        TusEndpoints.Map(api);
        FilingEndpoints.Map(api);
        StepEndpoints.Map(api);
    }
}
