using Huoshui.Casework;
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
        services.AddSingleton<VisitCandidates>();
        services.AddSingleton<VisitDrawdowns>();
        services.AddSingleton<FindDrawdowns>(static provider => provider.GetRequiredService<VisitDrawdowns>().OfAsync);
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.FirstLoans, provider.GetRequiredService<VisitCandidates>().FirstLoansAsync));
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.Recommendations, provider.GetRequiredService<VisitCandidates>().RecommendationsAsync));
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<VisitInbox>().OfAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => Api.VisitEndpoints.Map(routes);
}
