using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Portal.Security;

/// <summary>Whose word on the client's address and scheme is taken: the proxies named in <c>HUOSHUI_PROXIES</c>
/// (addresses, comma-separated), nobody else's.</summary>
internal static class Proxies
{
    public static IServiceCollection AddProxies(this IServiceCollection services, IConfiguration configuration) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            options.ForwardedHeaders = ForwardedHeaders.None;
            foreach (var address in Named(configuration))
            {
                options.KnownProxies.Add(address);
                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            }
        });

    /// <summary>The addresses of the named proxies.</summary>
    public static IReadOnlyList<IPAddress> Named(IConfiguration configuration) =>
        [.. (configuration["HUOSHUI_PROXIES"] ?? string.Empty)
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(IPAddress.Parse)];
}
