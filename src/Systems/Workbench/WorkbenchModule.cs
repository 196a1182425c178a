using Huoshui.Operations;
using Huoshui.Systems.Workbench.Api;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Scripts;
using Huoshui.Warehouse.Scripts.Sandbox;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.Workbench;

/// <summary>VTL 工作台: scripts are written, checked and tried on a sample.</summary>
public sealed class WorkbenchModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<FactsModelPart>();
        services.TryAddSingleton<FactCatalog>();
        services.TryAddSingleton(new ScriptLimits());
        services.AddSingleton<ScriptShelf>();
        services.AddSingleton<RunGate>();
        services.AddSingleton(static provider => new ScriptRun(
            provider.GetRequiredService<ScriptLimits>(),
            Path.Combine(Path.GetFullPath(provider.GetRequiredService<OperationsOptions>().DataFolder), "partials"),
            provider.GetRequiredService<ScriptProgram>()));
        services.AddSingleton<WorkbenchDesk>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes) => WorkbenchEndpoints.Map(routes);
}
