using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Huoshui.Policies.Decisions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>How patiently sources are asked, from the pack of the process.</summary>
/// <param name="TimeoutMilliseconds">Of one call.</param>
/// <param name="Attempts">Calls in one round.</param>
/// <param name="CircuitFailures">Calls that all fail within <paramref name="CircuitSeconds"/> before it is left
/// alone.</param>
/// <param name="CircuitSeconds">How long.</param>
public sealed record SourcePatience(int TimeoutMilliseconds, int Attempts, int CircuitFailures, int CircuitSeconds)
{
    /// <summary>As the process has it on a day.</summary>
    public static SourcePatience Of(LoanPolicy policy, DateOnly asOf)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new SourcePatience(
            policy.Whole("source_timeout_ms", asOf), policy.Whole("source_attempts", asOf),
            policy.Whole("circuit_failures", asOf), policy.Whole("circuit_seconds", asOf));
    }
}

/// <summary>
/// Asks sources over HTTP with a time limit, a second try and a circuit breaker for each source. Never throws for what
/// a source does. Thread safe.
/// </summary>
public sealed class SourceClient : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<(string Source, SourcePatience Patience), ResiliencePipeline> _pipelines = [];
    private readonly HttpClient _http;
    private readonly LoanOptions _options;

    /// <summary>A client for the sources of the options.</summary>
    public SourceClient(LoanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // a source that moves is found again
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            BaseAddress = options.Sources,
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline has the time limit
        };
    }

    /// <summary>Asks one source.</summary>
    public async Task<SourceReply> AskAsync(
        string source, SourceQuestion question, IEnumerable<DecisionFact> wanted, SourcePatience patience,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(patience);
        var pipeline = _pipelines.GetOrAdd((source, patience), static key => PipelineOf(key.Patience));
        try
        {
            var body = await pipeline.ExecuteAsync(
                static async (state, token) => await state.Self.CallAsync(state.source, state.question, token),
                (Self: this, source, question), cancellationToken);
            return SourceAnswer.Read(body, source, question.RequestId, wanted);
        }
        catch (Exception error) when (FaultOf(error) is not null && !cancellationToken.IsCancellationRequested)
        {
            return SourceReply.Failed(source, FaultOf(error)!.Value);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static SourceFault? FaultOf(Exception error) => error switch
    {
        SourceFaultException own => own.Fault,
        TimeoutRejectedException => SourceFault.TimedOut,
        BrokenCircuitException => SourceFault.Paused,
        HttpRequestException or IOException => SourceFault.Unreachable,
        _ => null,
    };

    // From outside in: try again, unless it is left alone, each call within its time.
    private static ResiliencePipeline PipelineOf(SourcePatience patience)
    {
        var handled = new PredicateBuilder().Handle<HttpRequestException>().Handle<IOException>()
            .Handle<TimeoutRejectedException>().Handle<SourceFaultException>(f => f.Fault == SourceFault.ErrorStatus);
        var builder = new ResiliencePipelineBuilder();
        if (patience.Attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = handled,
                MaxRetryAttempts = patience.Attempts - 1,
                Delay = RetryPause,
                UseJitter = true,
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = handled,
                FailureRatio = 1,
                MinimumThroughput = Math.Max(2, patience.CircuitFailures),
                SamplingDuration = TimeSpan.FromSeconds(patience.CircuitSeconds),
                BreakDuration = TimeSpan.FromSeconds(patience.CircuitSeconds),
            })
            .AddTimeout(TimeSpan.FromMilliseconds(patience.TimeoutMilliseconds))
            .Build();
    }

    private async ValueTask<ReadOnlyMemory<byte>> CallAsync(
        string source, SourceQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{source}/facts")
        {
            Content = JsonContent.Create(question),
        };
        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new SourceFaultException(SourceFault.ErrorStatus);
        if (response.Content.Headers.ContentLength > _options.AnswerBytesMax)
            throw new SourceFaultException(SourceFault.TooLarge);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(body, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        const int FirstBytes = 4096;
        using var kept = new MemoryStream(FirstBytes);
        var buffer = new byte[FirstBytes];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, read);
            if (kept.Length > _options.AnswerBytesMax)
                throw new SourceFaultException(SourceFault.TooLarge);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }
}
