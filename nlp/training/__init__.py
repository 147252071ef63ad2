"""How the reading model is made: vocabulary, labels, network, fit, export. Needs the extra `train` (torch, onnx, the base encoder)."""
