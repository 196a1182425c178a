using Huoshui.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.FirstLoans;

/// <summary>首贷户培育: banks coach the firms of the list until their first loan.</summary>
public sealed class FirstLoansModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<FirstLoansModelPart>();
        services.AddSingleton<CoachingPolicy>();
        services.AddSingleton<CoachingDesk>();
        services.AddSingleton<CoachingBook>();
        services.AddSingleton<CoachingInbox>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<CoachingInbox>().OfAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => Api.CoachingEndpoints.Map(routes);
}
