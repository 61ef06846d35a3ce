// The programme that a product belongs to: a person has each of its doses once, whichever product they come from.
import type { Product } from '../catalogue/catalogue.ts';

/** The product's programme, or else its antigen, or else itself. */
export function programOf(product: Pick<Product, 'program' | 'antigen' | 'code'>): string {
  return product.program ?? product.antigen ?? product.code;
}
