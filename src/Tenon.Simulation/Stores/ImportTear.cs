namespace Tenon.Simulation.Stores;

/// <summary>What becomes of a file that is taken into the store.</summary>
public enum ImportTear
{
    /// <summary>It is there.</summary>
    None,

    /// <summary>Half of it is there, under the temporary key, and an error is reported.</summary>
    Told,

    /// <summary>Half of it is there, under its final key, and nobody is told.</summary>
    Silent,
}
