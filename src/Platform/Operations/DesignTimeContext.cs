using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Operations;

/// <summary>
/// A context with every part of the build that it runs in, for writing migrations. A running host composes its parts
/// by name;
/// a test holds that both give the same model.
/// </summary>
public static class DesignTimeContext
{
    /// <summary>Makes the context; its services live as long as the process.</summary>
    public static OperationsContext Create(OperationsOptions options)
    {
        var services = new ServiceCollection().AddOperations(options);
        foreach (var part in Parts())
            services.AddSingleton(typeof(IModelPart), part);
        return services.BuildServiceProvider().GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContext();
    }

    private static IEnumerable<Type> Parts() =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(DesignTimeContext).Assembly.Location)!, "Huoshui.*.dll")
            .Where(f => !f.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(f => Assembly.Load(Path.GetFileNameWithoutExtension(f)))
            .SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IModelPart)))
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
}
