namespace Tenon.Simulation.Worlds;

/// <summary>Something in a run was wrong.</summary>
/// <param name="message">What.</param>
public sealed class SimulationFailedException(string message) : Exception(message);
