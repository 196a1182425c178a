using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace Huoshui.Presentation;

/// <summary>Where a web host of the program finds the files of its pages.</summary>
public static class ProgramAssets
{
    private const string ProgramName = "huoshui";

    /// <summary>
    /// A built program finds its pages' files through a list that the build wrote; a published one carries them in
    /// wwwroot.
    /// </summary>
    /// <param name="builder">The host, before it is built.</param>
    /// <param name="folder">Where the program lies.</param>
    public static void Use(WebApplicationBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var list = Path.Combine(folder, $"{ProgramName}.staticwebassets.runtime.json");
        if (!File.Exists(list))
            return;
        builder.Configuration[WebHostDefaults.StaticWebAssetsKey] = list;
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
    }

    /// <summary>The list of the files that are served.</summary>
    public static string Endpoints(string folder) =>
        Path.Combine(folder, $"{ProgramName}.staticwebassets.endpoints.json");
}
