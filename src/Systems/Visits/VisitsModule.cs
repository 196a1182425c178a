using Huoshui.Casework;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Systems.Visits.Loans;
using Huoshui.Systems.Visits.Problems;
using Huoshui.Warehouse;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Search;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.Visits;

/// <summary>千企万户大走访: visits, declarations, recommendation, assignment, the bank's answer and drawdowns.</summary>
public sealed class VisitsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<FactsModelPart>();
        services.AddModelPart<VisitsModelPart>();
        services.TryAddSingleton<FactCatalog>();
        services.AddChangeFollower<VisitCounts>();
        AddNotices(services);
        services.AddSingleton<VisitPolicy>();
        services.AddSingleton<VisitKeys>();
        services.AddSingleton<CountReader>();
        services.AddSingleton<StandingList>();
        services.AddSingleton<VisitRecount>();
        services.AddSingleton<PinyinTable>();
        services.AddSingleton<SearchKeys>();
        services.AddSingleton<SearchIndex>();
        services.AddSingleton<EntitySearch>();
        services.AddSingleton<Bulk.VisitBulk>();
        services.AddSingleton<Import.EntityImport>();
        services.AddSingleton<Import.ImportList>();
        services.AddSingleton<EntityBook>();
        AddMergesAndMaps(services);
        services.AddSingleton<VisitDesk>();
        services.AddSingleton<CaseBanks>();
        services.AddSingleton<CaseWork>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<OwnerVoice>();
        services.AddSingleton<DistrictDesk>();
        services.AddSingleton<BankDesk>();
        services.AddSingleton<FiledLoans>();
        services.AddSingleton<LoanComparison>();
        services.AddSingleton<VisitLedger>();
        services.AddSingleton<ProblemPolicy>();
        services.AddSingleton<ProblemDesk>();
        services.AddSingleton<ProblemList>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<ProblemList>().WaitingAsync);
        services.AddSingleton<LoanList>();
        services.AddSingleton<LoanProposals>();
        services.AddJobHandler<LoanComparisonJob>();
        services.AddSingleton<IOutboxListener, LoansAccepted>();
        services.AddSingleton<VisitList>();
        services.AddSingleton<VisitFunnel>();
        services.AddSingleton<CityView>();
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
        services.AddSingleton<VisitCandidates>();
        services.AddSingleton<VisitDrawdowns>();
        services.AddSingleton<FindDrawdowns>(static provider => provider.GetRequiredService<VisitDrawdowns>().OfAsync);
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.FirstLoans, provider.GetRequiredService<VisitCandidates>().FirstLoansAsync));
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.Recommendations, provider.GetRequiredService<VisitCandidates>().RecommendationsAsync));
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<VisitInbox>().OfAsync);
    }

    private static void AddNotices(IServiceCollection services)
    {
        services.AddNoticePost();
        services.AddChangeFollower<Notices.CaseNotices>();
        services.AddSingleton<Notices.DayNotices>();
        services.AddSingleton<TellTheDay>(
            static provider => provider.GetRequiredService<Notices.DayNotices>().TellAsync);
    }

    private static void AddMergesAndMaps(IServiceCollection services)
    {
        services.AddSingleton<Maps.MapDesk>();
        services.AddSingleton<Merges.MergeList>();
        services.AddSingleton<Merges.MergePreview>();
        services.AddSingleton<Merges.MergeProposals>();
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
