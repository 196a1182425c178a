using Huoshui.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.Visits;

/// <summary>千企万户大走访: visits, declarations, recommendation, assignment, the bank's answer and drawdowns.</summary>
public sealed class VisitsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<VisitsModelPart>();
        services.AddSingleton<VisitPolicy>();
        services.AddSingleton<VisitKeys>();
        services.AddSingleton<EntityBook>();
        services.AddSingleton<VisitDesk>();
        services.AddSingleton<CaseBanks>();
        services.AddSingleton<CaseWork>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<DistrictDesk>();
        services.AddSingleton<BankDesk>();
        services.AddSingleton<VisitList>();
        services.AddSingleton<VisitFunnel>();
        services.AddSingleton<EntityList>();
        services.AddSingleton<Pages.CaseActs>();
        services.AddSingleton<BankAnswers>();
        services.AddSingleton<VisitNames>();
        services.AddSingleton<VisitInbox>();
        services.AddSingleton<Phone.PhoneDesk>();
        services.AddSingleton<Phone.VisitBatch>();
        services.AddSingleton<Photos.PhotoStore>();
        services.AddSingleton<Photos.PhotoDesk>();
        services.AddSingleton<Photos.PhotoForms>();
        services.AddSingleton<Photos.PhotoSweep>();
        services.AddHostedService<Photos.PhotoSweeper>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<VisitInbox>().OfAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        Api.VisitEndpoints.Map(routes);
        Phone.PhoneEndpoints.Map(routes);
        Phone.PhoneShell.Map(routes);
        Photos.PhotoEndpoints.Map(routes);
    }
}
