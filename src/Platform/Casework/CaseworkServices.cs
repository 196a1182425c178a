using Huoshui.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Casework;

/// <summary>Registers casework.</summary>
public static class CaseworkServices
{
    /// <summary>Adds the workflow of lists; the systems add a <see cref="CandidateSource"/> for each list.</summary>
    public static IServiceCollection AddCasework(this IServiceCollection services)
    {
        services.AddModelPart<CaseworkPart>();
        services.AddSingleton<ListPolicy>();
        services.AddSingleton<ListWork>();
        services.AddSingleton<ListDesk>();
        services.AddSingleton<ObjectionDesk>();
        services.AddSingleton<ListBook>();
        return services;
    }
}
