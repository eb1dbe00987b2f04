namespace Tenon.Checking;

/// <summary>A part of a state, as people read it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as text.</param>
public readonly record struct StateField(string Name, string Value);
