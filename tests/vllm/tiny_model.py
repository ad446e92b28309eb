"""Makes, in seconds and from nothing, a language model small enough for any machine, and LoRA adapters for it.

Run by the interpreter of ``scripts/vllm-env.sh``, which has torch, transformers, tokenizers and peft:

    python tests/vllm/tiny_model.py FOLDER

``FOLDER/model`` is a Qwen3 of four million random parameters with a tokenizer trained on the standard
library: a stranger could not tell its answers from noise, but all the machinery around them is real.
``FOLDER/plain`` and ``FOLDER/loud`` are adapters for it; ``FOLDER/wide`` has a rank of 32; ``FOLDER/stranger``
belongs to another model, ``FOLDER/other``.
"""

import sys
import sysconfig
from pathlib import Path

VOCABULARY = 4096
CONTEXT = 4096
END, START = "<|im_end|>", "<|im_start|>"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def make_tokenizer(folder):
    """A byte-level BPE that has seen Python."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import PreTrainedTokenizerFast

    library = Path(sysconfig.get_path("stdlib"))
    files = [str(file) for file in sorted(library.glob("*.py"))]
    trained = ByteLevelBPETokenizer()
    trained.train(files, vocab_size=VOCABULARY, special_tokens=[END, START], show_progress=False)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=trained._tokenizer, eos_token=END, pad_token=END, model_max_length=CONTEXT
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    return tokenizer


def make_model(folder, *, seed, hidden):
    """Random weights, saved as safetensors in bfloat16."""
    import torch
    from transformers import GenerationConfig, Qwen3Config, Qwen3ForCausalLM

    tokenizer = make_tokenizer(folder)
    torch.manual_seed(seed)
    config = Qwen3Config(
        vocab_size=VOCABULARY,
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=64,
        max_position_embeddings=CONTEXT,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True,
        initializer_range=0.1,  # so large that what stands far away still changes what comes next
    )
    model = Qwen3ForCausalLM(config).to(torch.bfloat16)
    model.generation_config = GenerationConfig(eos_token_id=tokenizer.eos_token_id)
    model.save_pretrained(folder)
    return model


def make_adapter(base, folder, *, seed, rank):
    """A LoRA that changes what the model says, as a trained one would."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=TARGETS, task_type="CAUSAL_LM")
    adapted = get_peft_model(model, config)
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, weight in adapted.named_parameters():
            if "lora_B" in name:  # peft starts it at zero, which changes nothing
                weight.normal_(0.0, 0.1)
    adapted.save_pretrained(folder)


def main():
    """Make everything below the folder named on the command line."""
    root = Path(sys.argv[1])
    make_model(root / "model", seed=1, hidden=256)
    make_model(root / "other", seed=2, hidden=128)
    make_adapter(root / "model", root / "plain", seed=3, rank=8)
    make_adapter(root / "model", root / "loud", seed=4, rank=16)
    make_adapter(root / "model", root / "wide", seed=5, rank=32)
    make_adapter(root / "other", root / "stranger", seed=6, rank=8)


if __name__ == "__main__":
    main()
