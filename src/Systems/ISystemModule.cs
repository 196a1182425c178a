using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems;

/// <summary>What one system of the register brings to the host: its services and its endpoints; pages are found by
/// their routes.</summary>
/// <remarks>One sealed class a system; the host makes them in one place (Composition), for the portal and for the
/// command line.</remarks>
public interface ISystemModule
{
    /// <summary>Adds the system's services; called once, before the host is built. Also on the command line, where
    /// there is no web server.</summary>
    /// <param name="services">The host's services; Operations, Registry, Policies and Warehouse are already in.</param>
    void AddServices(IServiceCollection services);

    /// <summary>Maps the system's HTTP endpoints (<c>/api/v1/…</c>, uploads, exports); called once, only on the
    /// portal.</summary>
    /// <param name="routes">The host's routes; an endpoint asks for authorization itself.</param>
    void MapEndpoints(IEndpointRouteBuilder routes);
}
