using Huoshui.Operations;
using Huoshui.Systems.CrossBorderData.Watching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>跨境数据验证: scenarios, logs and witnesses, and an operator's counts. What issues runs at the provider
/// (ADR 0018), what verifies at the user.</summary>
public sealed class CrossBorderDataModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(new BorderOptions());
        services.AddModelPart<CrossBorderModelPart>();
        services.AddSingleton<NodeClient>();
        services.AddSingleton<NodeWatch>();
        services.AddSingleton<NodeBook>();
        services.AddHostedService<NodeWatcher>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => Api.CrossBorderEndpoints.Map(routes);
}
