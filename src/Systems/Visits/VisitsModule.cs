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
        services.AddSingleton<VisitPolicy>();
        services.AddSingleton<VisitKeys>();
        AddCounts(services);
        AddDesks(services);
        AddViews(services);
        AddLoans(services);
        AddPhone(services);
        AddNotices(services);
        AddContracts(services);
    }

    private static void AddCounts(IServiceCollection services)
    {
        services.AddChangeFollower<VisitCounts>();
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
    }

    private static void AddDesks(IServiceCollection services)
    {
        services.AddSingleton<EntityBook>();
        AddMergesAndMaps(services);
        services.AddSingleton<VisitDesk>();
        services.AddSingleton<CaseBanks>();
        services.AddSingleton<CaseWork>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<OwnerVoice>();
        services.AddSingleton<DistrictDesk>();
        services.AddSingleton<BankDesk>();
        services.AddSingleton<ProblemPolicy>();
        services.AddSingleton<ProblemDesk>();
        services.AddSingleton<Pages.CaseActs>();
    }

    private static void AddViews(IServiceCollection services)
    {
        services.AddSingleton<ProblemList>();
        services.AddSingleton<VisitList>();
        services.AddSingleton<VisitFunnel>();
        services.AddSingleton<CityView>();
        services.AddSingleton<EntityList>();
        services.AddSingleton<BankAnswers>();
        services.AddSingleton<VisitNames>();
        services.AddSingleton<VisitInbox>();
    }

    private static void AddLoans(IServiceCollection services)
    {
        services.AddSingleton<FiledLoans>();
        services.AddSingleton<LoanComparison>();
        services.AddSingleton<VisitLedger>();
        services.AddSingleton<LoanList>();
        services.AddSingleton<LoanProposals>();
        services.AddJobHandler<LoanComparisonJob>();
        services.AddSingleton<IOutboxListener, LoansAccepted>();
    }

    private static void AddPhone(IServiceCollection services)
    {
        services.AddSingleton<Phone.PhoneDesk>();
        services.AddSingleton<Phone.VisitBatch>();
        services.AddSingleton<Photos.PhotoStore>();
        services.AddSingleton<Photos.PhotoDesk>();
        services.AddSingleton<Photos.PhotoForms>();
        services.AddSingleton<Photos.PhotoSweep>();
        services.AddHostedService<Photos.PhotoSweeper>();
    }

    private static void AddNotices(IServiceCollection services)
    {
        services.AddNoticePost();
        services.AddChangeFollower<Notices.CaseNotices>();
        services.AddSingleton<Notices.DayNotices>();
        services.AddSingleton<TellTheDay>(
            static provider => provider.GetRequiredService<Notices.DayNotices>().TellAsync);
    }

    // What other systems ask of this one.
    private static void AddContracts(IServiceCollection services)
    {
        services.AddSingleton<VisitCandidates>();
        services.AddSingleton<VisitDrawdowns>();
        services.AddSingleton<VisitLeads>();
        services.AddSingleton<HashIdentity>(static provider => (identity, token) =>
            provider.GetRequiredService<VisitKeys>().HashAsync("identity", identity, token));
        services.AddSingleton<OfferLead>(static provider => provider.GetRequiredService<VisitLeads>().OfferAsync);
        services.AddSingleton<FindParties>(static provider => provider.GetRequiredService<VisitLeads>().PartiesAsync);
        services.AddSingleton<FindDrawdowns>(static provider => provider.GetRequiredService<VisitDrawdowns>().OfAsync);
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.FirstLoans, provider.GetRequiredService<VisitCandidates>().FirstLoansAsync));
        services.AddSingleton(static provider => new CandidateSource(
            VisitCandidates.Recommendations, provider.GetRequiredService<VisitCandidates>().RecommendationsAsync));
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<ProblemList>().WaitingAsync);
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<VisitInbox>().OfAsync);
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
