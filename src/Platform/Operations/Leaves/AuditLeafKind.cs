namespace Huoshui.Operations.Leaves;

/// <summary>叶的类型: all that the audit tree says in clear of an act. The numbers stand in signed trees: none is ever
/// used for something else.</summary>
public enum AuditLeafKind
{
    /// <summary>其他.</summary>
    Other = 0,

    /// <summary>迁移: an entry that was written before there was a tree.</summary>
    Migration = 1,

    /// <summary>报送.</summary>
    FilingReceived = 2,

    /// <summary>校验问题与差异说明.</summary>
    Findings = 3,

    /// <summary>签发.</summary>
    Certification = 4,

    /// <summary>受理或退回.</summary>
    Acceptance = 5,

    /// <summary>公布.</summary>
    Publication = 6,

    /// <summary>决定.</summary>
    Decision = 7,

    /// <summary>办理步骤.</summary>
    CaseStep = 8,

    /// <summary>规则包变更.</summary>
    PackChange = 9,

    /// <summary>账号与权限.</summary>
    RoleChange = 10,

    /// <summary>缺号: a number without a row, noted when the tree was begun anew; a difference for ever.</summary>
    NoRow = 11,
}

/// <summary>Which kind an action is: by its name, or by what stands before the dot.</summary>
public static class AuditLeafKinds
{
    private static readonly Dictionary<string, AuditLeafKind> ByAction = new(StringComparer.OrdinalIgnoreCase)
    {
        ["filing.sign"] = AuditLeafKind.Certification,
        ["filing.receipt"] = AuditLeafKind.Certification,
        ["filing.accept"] = AuditLeafKind.Acceptance,
        ["filing.return"] = AuditLeafKind.Acceptance,
        ["filing.reopen"] = AuditLeafKind.Acceptance,
        ["filing.check"] = AuditLeafKind.Findings,
        ["filing.explain"] = AuditLeafKind.Findings,
        ["filing.judgeExplanations"] = AuditLeafKind.Findings,
        ["filing.withdraw"] = AuditLeafKind.CaseStep,
        ["filing.remind"] = AuditLeafKind.CaseStep,
        ["filing.extend"] = AuditLeafKind.CaseStep,
        ["filing.ask"] = AuditLeafKind.CaseStep,
        ["filing.decide"] = AuditLeafKind.CaseStep,
        ["document.sign"] = AuditLeafKind.Decision,
        ["figure.export"] = AuditLeafKind.Other,
        ["findings.export"] = AuditLeafKind.Other,
        ["vtl.run"] = AuditLeafKind.Other,
    };

    private static readonly Dictionary<string, AuditLeafKind> ByNoun = new(StringComparer.OrdinalIgnoreCase)
    {
        ["filing"] = AuditLeafKind.FilingReceived,
        ["explanation"] = AuditLeafKind.Findings,
        ["findings"] = AuditLeafKind.Findings,
        ["figure"] = AuditLeafKind.Publication,
        ["publication"] = AuditLeafKind.Publication,
        ["loan"] = AuditLeafKind.Decision,
        ["decision"] = AuditLeafKind.Decision,
        ["case"] = AuditLeafKind.CaseStep,
        ["visit"] = AuditLeafKind.CaseStep,
        ["drawdown"] = AuditLeafKind.CaseStep,
        ["entity"] = AuditLeafKind.CaseStep,
        ["list"] = AuditLeafKind.CaseStep,
        ["coaching"] = AuditLeafKind.CaseStep,
        ["campaign"] = AuditLeafKind.CaseStep,
        ["problem"] = AuditLeafKind.CaseStep,
        ["pack"] = AuditLeafKind.PackChange,
        ["policy"] = AuditLeafKind.PackChange,
        ["account"] = AuditLeafKind.RoleChange,
        ["role"] = AuditLeafKind.RoleChange,
        ["mandate"] = AuditLeafKind.RoleChange,
        ["token"] = AuditLeafKind.RoleChange,
        ["operator"] = AuditLeafKind.RoleChange,
    };

    /// <summary>The kind of an action, for example <c>figure.publish</c>.</summary>
    public static AuditLeafKind Of(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (ByAction.TryGetValue(action, out var named))
            return named;
        var dot = action.IndexOf('.', StringComparison.Ordinal);
        return ByNoun.GetValueOrDefault(dot < 0 ? action : action[..dot], AuditLeafKind.Other);
    }
}
