using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.Lists;

/// <summary>名单: the pages, the API and the 待办 of the workflow of lists (Platform/Casework).</summary>
public sealed class ListsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<MemberWords>();
        services.AddSingleton<ListInbox>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<ListInbox>().OfAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        Api.ListEndpoints.Map(routes);
        ListExport.Map(routes);
    }
}
