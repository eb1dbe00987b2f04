namespace Tenon.Checking;

/// <summary>How two states are told apart in the visited set.</summary>
public enum StateIdentity
{
    /// <summary>By a 64-bit fingerprint; the result says how likely two states were taken for one. States of one word never are.</summary>
    Fingerprint64,

    /// <summary>By a 128-bit fingerprint: 8 more bytes per state, and a collision is out of the question in practice.</summary>
    Fingerprint128,

    /// <summary>By the state itself, which is stored: two states are never taken for one.</summary>
    Exact,
}
