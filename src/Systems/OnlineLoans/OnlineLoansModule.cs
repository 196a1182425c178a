using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>线上自动化贷款: a bank's applications from the form to the drawdown. Which bank lends is said by
/// <see cref="LoanOptions"/>; without one nothing can be applied for.</summary>
public sealed class OnlineLoansModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<OnlineLoansModelPart>();
        services.AddAuditedTable(LoanDecisionRecords.Table).AddSingleton<IAuditedRecords, LoanDecisionRecords>();
        services.TryAddSingleton(new LoanOptions());
        services.AddSingleton<LoanPolicy>();
        services.AddSingleton<LoanPersons>();
        services.AddSingleton<LoanExposure>();
        services.AddSingleton<LoanPackArchive>();
        services.AddSingleton<LoanContracts>();
        services.AddSingleton<LoanIntake>();
        services.AddSingleton<LoanQueue>();
        services.AddSingleton<LoanDesk>();
        services.AddSingleton<SourceClient>();
        services.AddSingleton<LoanWork>();
        services.AddSingleton<LoanReplay>();
        services.AddSingleton<LoanExplanations>();
        services.AddSingleton<LoanList>();
        services.AddSingleton<LoanEvents>();
        services.AddSingleton<LoanInbox>();
        services.AddSingleton<LoanSamples>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<LoanInbox>().OfAsync);
        services.AddSingleton<LoanWorker>();
        services.AddHostedService(static provider => provider.GetRequiredService<LoanWorker>());
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => Api.LoanEndpoints.Map(routes);
}
