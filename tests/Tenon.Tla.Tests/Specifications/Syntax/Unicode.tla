---- MODULE Unicode ----
EXTENDS Integers, Sequences, FiniteSets
S ≜ {1, 2, 3}
ASSUME ∀ x ∈ S : x ≥ 1 ∧ x ≤ 3
ASSUME ∃ x ∈ S : x ≠ 1 ∧ ¬(x = 2)
ASSUME {1} ∪ {2} ⊆ S ∧ 4 ∉ S ∧ {1, 2} ∩ {2} = {2}
ASSUME ⟨1, 2⟩ ∘ ⟨3⟩ = <<1, 2, 3>>
ASSUME TRUE ⇒ (FALSE ≡ FALSE)
ASSUME ({1} × {2}) = {⟨1, 2⟩}
ASSUME [x ∈ {1} ↦ x + 1][1] = 2
ASSUME ∧ TRUE
       ∧ ∨ FALSE
         ∨ TRUE
VARIABLE v
Init ≜ v = 0
Next ≜ v' = 1 - v
Spec ≜ Init ∧ □[Next]_v
Live ≜ □◇(v = 0)
====
