namespace Tenon.Checking.Properties;

/// <summary>Where a run may repeat its state for ever, for temporal properties.</summary>
public enum Stuttering
{
    /// <summary>Only where no step is enabled: something that can happen, happens.</summary>
    AtEnd,

    /// <summary>Anywhere, unless a fairness assumption forbids it, as in TLA+.</summary>
    Anywhere,
}
