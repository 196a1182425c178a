using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData.Watching;

namespace Huoshui.Systems.CrossBorderData.Api;

/// <summary>A scenario as the API tells it.</summary>
internal static class ScenarioModel
{
    public static object Of(PolicyPack pack, DateOnly on)
    {
        var scenario = pack.Scenario!;
        return new
        {
            id = pack.Id,
            scenario.Code,
            scenario.Direction,
            title = new { zh = pack.Title.Zh, zhHant = scenario.TitleZhHant, en = pack.Title.En },
            scenario.Form,
            scenario.MediaTypes,
            scenario.FieldsBy,
            holderRequired = scenario.IsHolderRequired,
            fields = scenario.Fields.Select(f => new
            {
                f.Id,
                f.Title,
                type = f.Type.ToString().ToLowerInvariant(),
                required = f.IsRequired,
                f.Pointer,
            }),
            purposes = scenario.Purposes,
            scenario.Consent,
            validityDays = pack.Parameters.Integer(scenario.Terms.Validity, on),
            presentationMinutes = pack.Parameters.Integer(scenario.Terms.Presentation, on),
            statusHours = pack.Parameters.Integer(scenario.Terms.Status, on),
            retentionMonths = pack.Parameters.Integer(scenario.Terms.Retention, on),
        };
    }
}

/// <summary>Nodes as the API tells them.</summary>
internal static class NodeModel
{
    public static object Of(NodesView nodes) => new
    {
        logs = nodes.Logs.Select(l => new
        {
            l.Node.Id,
            origin = l.Node.Name,
            l.Node.Title,
            keys = l.Node.Keys.Select(k => k.ToString()),
            health = l.State?.Health,
            size = l.State?.Size,
            root = l.State?.Root,
            read = l.State?.Read,
            askedAt = l.State?.AskedAt,
            answeredAt = l.State?.AnsweredAt,
            grewAt = l.State?.GrewAt,
            witnesses = l.Signed.Select(s => new { id = s.Witness.Id, name = s.Witness.Name, signedAt = s.At }),
        }),
        witnesses = nodes.Witnesses.Select(w => new
        {
            w.Node.Id,
            name = w.Node.Name,
            w.Node.Title,
            key = w.Node.Keys[0].ToString(),
            health = w.State?.Health,
            askedAt = w.State?.AskedAt,
            answeredAt = w.State?.AnsweredAt,
            signedAt = w.LastAt,
            forks = w.State?.Forks,
        }),
    };
}
