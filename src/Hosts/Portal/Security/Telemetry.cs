using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Huoshui.Portal.Security;

/// <summary>Traces and metrics, sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; nothing leaves without it. No
/// names, no query strings.</summary>
internal static class Telemetry
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("huoshui"))
            .WithTracing(traces => traces
                .AddSource("Huoshui.*")
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.RecordException = false; // a message may hold a cell of a filed table
                    options.EnrichWithHttpRequest = static (activity, _) =>
                    {
                        activity.SetTag("url.path", null); // may hold an account's name; http.route tells the page
                        activity.SetTag("url.query", null);
                        activity.SetTag("client.address", null);
                        activity.SetTag("user_agent.original", null);
                    };
                })
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter("Huoshui.*")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddOtlpExporter());
        return services;
    }
}
